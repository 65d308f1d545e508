// The AWS CLI as a client of the sandbox: the distribution's, or the one on PATH.
import fs from 'node:fs';
import { run, which } from './processes.mjs';

const DISTRIBUTION = '/usr/bin/aws';

/** The program, or undefined. */
export function findAwsCli() {
  return fs.existsSync(DISTRIBUTION) ? DISTRIBUTION : which('aws');
}

/**
 * The AWS CLI pointed at an endpoint that takes any keys; no real account is in reach.
 * @param {{ endpoint: string, region: string, timeoutMs?: number }} options
 */
export function awsCli({ endpoint, region, timeoutMs = 60_000 }) {
  const program = findAwsCli();
  const options = ['--endpoint-url', endpoint, '--region', region, '--no-cli-pager', '--output', 'json'];
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
    AWS_CONFIG_FILE: '/nowhere/config',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
  };

  /**
   * A command that may fail, such as `'ecr', 'get-login-password'`.
   * @param {...string} args
   * @returns {Promise<{ code: number, output: string }>}
   */
  async function attempt(...args) {
    if (program === undefined) throw new Error('There is no AWS CLI on this machine.');
    return run(program, [...args, ...options], { env, timeoutMs });
  }

  /**
   * What a command prints; rejects with all output when it fails.
   * @param {...string} args
   * @returns {Promise<string>}
   */
  async function text(...args) {
    const { code, output } = await attempt(...args);
    if (code !== 0) throw new Error(`aws ${args.join(' ')} ended with ${code}:\n${output}`);
    return output.trim();
  }

  /**
   * The document that a command prints.
   * @param {...string} args
   * @returns {Promise<any>}
   */
  const json = async (...args) => JSON.parse(await text(...args));

  return { attempt, text, json };
}
