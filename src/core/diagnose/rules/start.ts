import { message } from '../../lib/message';
import { fact, GENERAL, type Rule } from '../rule';

const APP_ADVICE = message('advice.appExit', 'The last lines of its log tell why.');

/** Rows 27 to 37: containers that do not start, end, or are ended. */
export const START_RULES: readonly Rule[] = [
  {
    id: 'essentialExited', // 27
    in: ['stop'],
    match: ['essential container in task exited', 'essential container exited'],
    title: message('cause.essentialExited', 'Container {0} ended, and the task with it.', fact('container')),
    plain: message('cause.essentialExitedPlain', 'A container that the task cannot do without ended.'),
    advice: APP_ADVICE,
    actions: ['tailTask', 'rollBack'],
    blame: 'image',
    confidence: 'possible',
    weight: GENERAL,
  },
  {
    id: 'exitedNormally', // 28
    in: ['exit'],
    match: ['exit code 0; service'],
    title: message(
      'cause.exitedNormally',
      'Container {0} finished its work and ended; a service needs a process that runs on.',
      fact('container'),
    ),
    advice: message(
      'advice.exitedNormally',
      'Check the command: it may have gone to the background, or be meant to run once. Work that ends is a task, not a service.',
    ),
    place: { kind: 'taskDefinition', path: 'container.command' },
    actions: ['tailTask', 'rollBack'],
    blame: 'image',
    confidence: 'likely',
  },
  {
    id: 'outOfMemory', // 29
    in: ['container', 'stop'],
    match: ['outofmemoryerror', 'killed due to memory usage'],
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
    id: 'killed', // 30
    in: ['exit'],
    match: ['exit code 137;'],
    title: message('cause.killed', 'Container {0} was killed (exit code 137).', fact('container')),
    advice: message(
      'advice.killed',
      'It was too slow to stop, or was killed for its memory without AWS saying so. Compare its memory and its stop timeout.',
    ),
    place: { kind: 'taskDefinition', path: 'container.stopTimeout' },
    actions: ['tailTask', 'rollBack'],
    blame: 'image',
    confidence: 'possible',
  },
  {
    id: 'appError', // 31
    in: ['exit'],
    match: ['exit code 1;'],
    title: message(
      'cause.appError',
      'The program in container {0} ended with an error (exit code 1).',
      fact('container'),
    ),
    advice: APP_ADVICE,
    actions: ['tailTask', 'rollBack'],
    blame: 'image',
    confidence: 'likely',
  },
  {
    id: 'usageError', // 31
    in: ['exit'],
    match: ['exit code 2;'],
    title: message(
      'cause.usageError',
      'The program in container {0} ended with exit code 2: often a wrong argument or option.',
      fact('container'),
    ),
    advice: APP_ADVICE,
    place: { kind: 'taskDefinition', path: 'container.command' },
    actions: ['tailTask', 'rollBack'],
    blame: 'image',
    confidence: 'likely',
  },
  {
    id: 'notExecutable', // 31
    in: ['exit'],
    match: ['exit code 126;'],
    title: message(
      'cause.notExecutable',
      'The command of container {0} may not be executed (exit code 126).',
      fact('container'),
    ),
    advice: message('advice.notExecutable', 'Make the file executable in the Dockerfile (chmod +x).'),
    place: { kind: 'dockerfile' },
    actions: ['rollBack'],
    blame: 'image',
    confidence: 'likely',
  },
  {
    id: 'commandNotFound', // 31
    in: ['exit'],
    match: ['exit code 127;'],
    title: message(
      'cause.commandNotFound',
      'The command of container {0} was not found in the image (exit code 127).',
      fact('container'),
    ),
    advice: message('advice.commandNotFound', 'Check the command, and that the image has the program.'),
    place: { kind: 'taskDefinition', path: 'container.command' },
    actions: ['rollBack'],
    blame: 'image',
    confidence: 'likely',
  },
  {
    id: 'aborted', // 31
    in: ['exit'],
    match: ['exit code 134;'],
    title: message(
      'cause.aborted',
      'The program in container {0} gave up by itself (abort, exit code 134).',
      fact('container'),
    ),
    advice: APP_ADVICE,
    actions: ['tailTask', 'rollBack'],
    blame: 'image',
    confidence: 'likely',
  },
  {
    id: 'segmentationFault', // 31
    in: ['exit'],
    match: ['exit code 139;'],
    title: message(
      'cause.segmentationFault',
      'The program in container {0} crashed (segmentation fault, exit code 139).',
      fact('container'),
    ),
    advice: message(
      'advice.segmentationFault',
      'A native library for another system or processor is a frequent reason.',
    ),
    actions: ['tailTask', 'rollBack'],
    blame: 'image',
    confidence: 'likely',
  },
  {
    id: 'terminated', // 31
    in: ['exit'],
    match: ['exit code 143;'],
    title: message(
      'cause.terminated',
      'Container {0} was asked to end (exit code 143) and did.',
      fact('container'),
    ),
    advice: message(
      'advice.terminated',
      'Something inside the task sent the signal; look at the other containers.',
    ),
    actions: ['tailTask'],
    blame: 'nobody',
    confidence: 'possible',
  },
  {
    id: 'otherExit', // 31
    in: ['exit'],
    match: ['exit code'],
    not: ['exit code 0;'],
    title: message(
      'cause.otherExit',
      'The program in container {0} ended with exit code {1}.',
      fact('container'),
      fact('exitCode'),
    ),
    advice: APP_ADVICE,
    actions: ['tailTask', 'rollBack'],
    blame: 'image',
    confidence: 'possible',
    weight: GENERAL + 5,
  },
  {
    id: 'executableNotFound', // 32
    in: ['container', 'stop', 'log'],
    match: [
      'executable file not found in $path',
      'exec:…no such file or directory',
      'exec /…no such file or directory',
      'container_linux.go…no such file or directory',
      'oci runtime create failed…no such file or directory',
      'exec:…permission denied',
    ],
    title: message('cause.executableNotFound', 'The image has no program {0} to start.', fact('executable')),
    plain: message(
      'cause.executableNotFoundPlain',
      'The image lacks the program that the container is to start.',
    ),
    advice: message(
      'advice.executableNotFound',
      'Check command and entryPoint of the task definition, and ENTRYPOINT and CMD of the Dockerfile.',
    ),
    place: { kind: 'taskDefinition', path: 'container.command' },
    actions: ['rollBack'],
    blame: 'image',
    weight: 93,
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
    match: ['cannotcreatecontainererror', 'cannotcreatevolumeerror'],
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
    place: { kind: 'taskDefinition', path: 'container.command' },
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
