import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { until } from './sandboxTime';

/** Something that the product asked or said: a message with buttons, or a list to choose from. */
export interface Question {
  /** The message, or what the list asks for. */
  readonly text: string;
  /** The small print of a message, or the title above a list. */
  readonly detail: string;
  readonly choices: readonly string[];
}

/** A button, an entry of a list, several entries where that is possible; undefined leaves the question. */
export type Answer = string | readonly string[] | undefined;

/** Stands in for the person, in the order of the answers, and gives back what was asked. */
export async function answering(
  answers: readonly Answer[],
  work: () => Thenable<void>,
): Promise<readonly Question[]> {
  const asked: Question[] = [];
  const ask = (question: Question): Answer => {
    asked.push(question);
    return answers[asked.length - 1];
  };
  const message = (text: string, ...rest: readonly unknown[]): Thenable<unknown> => {
    const choices = rest.filter((item) => typeof item === 'string');
    const options = rest.find((item) => typeof item === 'object') as vscode.MessageOptions | undefined;
    const answer = ask({ text, detail: options?.detail ?? '', choices });
    return Promise.resolve(choices.find((item) => item === answer));
  };
  const list = async (
    given: readonly vscode.QuickPickItem[] | Thenable<readonly vscode.QuickPickItem[]>,
    { title = '', placeHolder = '', canPickMany = false }: vscode.QuickPickOptions = {},
  ): Promise<unknown> => {
    const items = (await given).filter(({ kind }) => kind !== vscode.QuickPickItemKind.Separator);
    const answer = ask({ text: placeHolder, detail: title, choices: items.map(({ label }) => label) });
    if (answer === undefined) return undefined;
    const wanted = typeof answer === 'string' ? [answer] : answer;
    const chosen = items.filter(({ label }) => wanted.includes(label));
    return canPickMany ? chosen : chosen[0];
  };
  const shown = { ...vscode.window };
  Object.assign(vscode.window, {
    showInformationMessage: message,
    showWarningMessage: message,
    showErrorMessage: message,
    showQuickPick: list,
  });
  try {
    await work();
    await until(() => asked.length >= answers.length);
  } finally {
    const { showInformationMessage, showWarningMessage, showErrorMessage, showQuickPick } = shown;
    Object.assign(vscode.window, {
      showInformationMessage,
      showWarningMessage,
      showErrorMessage,
      showQuickPick,
    });
  }
  return asked;
}

/** What a command does: the product in this window has its id already, so it is not registered once more. */
export function handlerOf(register: () => vscode.Disposable): (...args: readonly unknown[]) => Promise<void> {
  const { registerCommand } = vscode.commands;
  let handler: ((...args: readonly unknown[]) => Promise<void>) | undefined;
  Object.assign(vscode.commands, {
    registerCommand: (_id: string, given: typeof handler) => {
      handler = given;
      return new vscode.Disposable(() => undefined);
    },
  });
  try {
    register();
  } finally {
    Object.assign(vscode.commands, { registerCommand });
  }
  assert.ok(handler, 'a command was registered');
  return handler;
}
