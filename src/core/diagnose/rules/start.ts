import { message } from '../../lib/message';
import { fact, type Rule } from '../rule';

/** Rows 29 and 32 to 37: containers that cannot be started, or are ended by their host. */
export const START_RULES: readonly Rule[] = [
  {
    id: 'outOfMemory', // 29
    in: ['container', 'stop'],
    match: ['outofmemoryerror', 'killed due to memory usage', 'oom-killed', 'outofmemory: container killed'],
    title: message(
      'cause.outOfMemory',
      'Container {0} used more memory than its {1} MiB and was killed.',
      fact('container'),
      fact('memory'),
    ),
    plain: message('cause.outOfMemoryPlain', 'A container used more memory than it may and was killed.'),
    advice: message('advice.outOfMemory', 'Give it more memory, or make the program use less.'),
    place: { kind: 'taskDefinition', path: 'container.memory' },
    actions: ['tailTask', 'rollBack'],
    blame: 'image',
    weight: 96,
  },
  {
    id: 'executableNotFound', // 32
    in: ['container', 'stop', 'log'],
    match: [
      'executable file not found in $path',
      'exec:…no such file or directory',
      'exec /…no such file or directory',
      'exec user process caused…no such file or directory',
      'container_linux.go…no such file or directory',
      'oci runtime create failed…no such file or directory',
    ],
    title: message('cause.executableNotFound', 'The image has no program {0} to start.', fact('executable')),
    plain: message(
      'cause.executableNotFoundPlain',
      'The image lacks the program that the container is to start.',
    ),
    advice: message(
      'advice.executableNotFound',
      'Check command and entryPoint of the task definition, and ENTRYPOINT and CMD of the Dockerfile. A script fails alike when its first line names a program that is missing, or ends as lines do on Windows.',
    ),
    place: { kind: 'taskDefinition', path: 'container.command' },
    actions: ['rollBack'],
    blame: 'image',
    weight: 93,
    atEnd: true,
  },
  {
    id: 'executableForbidden', // 32
    in: ['container', 'stop', 'log'],
    match: [
      'exec:…permission denied',
      'exec /…permission denied',
      'exec user process caused…permission denied',
    ],
    title: message(
      'cause.executableForbidden',
      'The program {0} is in the image, but may not be executed.',
      fact('executable'),
    ),
    plain: message(
      'cause.executableForbiddenPlain',
      'The program that the container is to start may not be executed.',
    ),
    advice: message(
      'advice.executableForbidden',
      'Make the file executable in the Dockerfile (RUN chmod +x, or COPY --chmod=755), for the user that the container runs as.',
    ),
    place: { kind: 'dockerfile' },
    actions: ['rollBack'],
    blame: 'image',
    weight: 93,
    atEnd: true,
  },
  {
    id: 'commandMissing', // 32
    in: ['container', 'stop'],
    match: ['no command specified'],
    title: message('cause.commandMissing', 'Nothing says what container {0} is to run.', fact('container')),
    plain: message('cause.commandMissingPlain', 'Nothing says what the container is to run.'),
    advice: message(
      'advice.commandMissing',
      'Give the Dockerfile a CMD or an ENTRYPOINT, or the task definition a command.',
    ),
    place: { kind: 'taskDefinition', path: 'container.command' },
    actions: ['rollBack'],
    blame: 'image',
    weight: 93,
  },
  {
    id: 'workingDirectory', // 32
    in: ['container', 'stop'],
    match: ['chdir to cwd'],
    title: message(
      'cause.workingDirectory',
      'The working directory of container {0} is not in the image, or its user may not enter it.',
      fact('container'),
    ),
    plain: message(
      'cause.workingDirectoryPlain',
      'The working directory of a container is not in the image, or its user may not enter it.',
    ),
    advice: message(
      'advice.workingDirectory',
      'Compare workingDirectory of the task definition, or WORKDIR of the Dockerfile, with what is in the image.',
    ),
    place: { kind: 'taskDefinition', path: 'container.workingDirectory' },
    actions: ['rollBack'],
    blame: 'image',
    weight: 94,
  },
  {
    id: 'userMissing', // 32
    in: ['container', 'stop'],
    match: [
      'unable to find user',
      'unable to find group',
      'no matching entries in passwd file',
      'mount callback failed…/etc/passwd: no such file',
    ],
    title: message(
      'cause.userMissing',
      'The image does not know the user that container {0} is to run as.',
      fact('container'),
    ),
    plain: message(
      'cause.userMissingPlain',
      'The image does not know the user that a container is to run as.',
    ),
    advice: message(
      'advice.userMissing',
      'Make the user in the Dockerfile, or name it by its number; user of the task definition goes before USER of the image.',
    ),
    place: { kind: 'taskDefinition', path: 'container.user' },
    actions: ['rollBack'],
    blame: 'image',
    weight: 94,
  },
  {
    id: 'mountFailed', // 34
    in: ['container', 'stop'],
    match: [
      'container init caused…mounting',
      'error mounting',
      'bind source path does not exist',
      'invalid mount config',
      'failed to copy file info for',
      'failed to copy existing contents to task volume',
    ],
    title: message(
      'cause.mountFailed',
      'A volume could not be mounted into container {0}.',
      fact('container'),
    ),
    plain: message('cause.mountFailedPlain', 'A volume could not be mounted into a container.'),
    advice: message(
      'advice.mountFailed',
      'Compare mountPoints and volumes: the path must be there, be a folder where a folder is mounted, and be open to the user of the container.',
    ),
    place: { kind: 'taskDefinition', path: 'container.mountPoints' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
    confidence: 'likely',
    weight: 94,
  },
  {
    id: 'hostPortTaken', // 33
    in: ['container', 'stop'],
    match: ['port is already allocated', 'address already in use'],
    title: message(
      'cause.hostPortTaken',
      'Port {0} of the host is taken by another container.',
      fact('port'),
    ),
    plain: message('cause.hostPortTakenPlain', 'A port of the host is taken by another container.'),
    advice: message('advice.hostPortTaken', 'Set hostPort to 0 so that each task gets a port of its own.'),
    place: { kind: 'taskDefinition', path: 'container.portMappings' },
    actions: ['rollBack'],
    blame: 'taskDefinition',
    weight: 94,
  },
  {
    id: 'createFailed', // 34
    in: ['container', 'stop'],
    match: ['cannotcreatecontainererror', 'cannotcreatevolumeerror', 'volumedriver.create:'],
    title: message('cause.createFailed', 'The host could not create container {0}.', fact('container')),
    plain: message('cause.createFailedPlain', 'The host could not create the container.'),
    advice: message(
      'advice.createFailed',
      'What the host says below tells the rest; its volumes and disk are frequent reasons.',
    ),
    actions: ['rollBack'],
    blame: 'taskDefinition',
    confidence: 'likely',
    weight: 85,
  },
  {
    id: 'startFailed',
    in: ['container', 'stop'],
    match: ['cannotstartcontainererror'],
    title: message('cause.startFailed', 'The host could not start container {0}.', fact('container')),
    plain: message('cause.startFailedPlain', 'The host could not start the container.'),
    advice: message('advice.startFailed', 'What the host says below tells the rest.'),
    actions: ['rollBack'],
    blame: 'taskDefinition',
    confidence: 'possible',
    weight: 84,
  },
  {
    id: 'hostTooSlow', // 35
    in: ['container', 'stop'],
    match: ['dockertimeouterror', 'could not transition to…timed out after waiting'],
    title: message(
      'cause.hostTooSlow',
      'The host was too slow to start or stop container {0}.',
      fact('container'),
    ),
    plain: message('cause.hostTooSlowPlain', 'The host was too slow to start or stop a container.'),
    advice: message('advice.hostTooSlow', 'Check the load and the disk of the host; a smaller image helps.'),
    blame: 'infrastructure',
    confidence: 'likely',
    weight: 92,
  },
  {
    id: 'dependencyFailed', // 36
    in: ['fact', 'container', 'stop'],
    match: [
      'dependency failed:',
      'taskdependencyerror',
      'dependson condition',
      'dependency…did not reach',
      'dependent container',
      'container dependency…failed',
      'dependency graph',
    ],
    title: message(
      'cause.dependencyFailed',
      'Container {0} did not do what others wait for, so {1} never started.',
      fact('container'),
      fact('waiting'),
    ),
    plain: message('cause.dependencyFailedPlain', 'A container that others wait for did not do its part.'),
    advice: message('advice.dependencyFailed', 'Its exit code and the last lines of its log tell why.'),
    place: { kind: 'taskDefinition', path: 'container.dependsOn' },
    actions: ['tailTask', 'rollBack'],
    blame: 'image',
  },
  {
    id: 'containerRuntime', // 37
    in: ['container', 'stop'],
    match: [
      'containernetworkingerror',
      'containerruntimeerror',
      'containerruntimetimeouterror',
      'internalerror',
      'nvidia-container-cli',
      'no such network interface',
      'taskcredentialserror',
      'cannotinspectcontainererror',
    ],
    title: message(
      'cause.containerRuntime',
      'The machine that runs the task could not run container {0}.',
      fact('container'),
    ),
    plain: message(
      'cause.containerRuntimePlain',
      'The machine that runs the task could not run a container.',
    ),
    advice: message(
      'advice.containerRuntime',
      'ECS tries again; when it keeps happening, look at the host and its agent.',
    ),
    blame: 'infrastructure',
    confidence: 'likely',
    weight: 86,
  },
];
