import { message } from '../../lib/message';
import { fact, GENERAL, type Rule } from '../rule';

const APP_ADVICE = message('advice.appExit', 'The last lines of its log tell why.');

/** Rows 27, 28, 30 and 31: what the exit code of a program tells. */
export const EXIT_RULES: readonly Rule[] = [
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
];
