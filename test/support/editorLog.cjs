// Stands in for @vscode/spdlog in the editor's server build, whose native part needs a compiler that a fresh machine
// does not have. Without it the editor writes no log files, and output channels, which are read from them, stay empty.
const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

class Logger {
  #file;
  #fd;
  #size;
  #level = 2;
  #raw = false;
  #limit;

  constructor(_type, _name, file, limit) {
    this.#file = file;
    this.#limit = limit;
    this.#open();
  }

  trace = (message) => this.#write(0, message);
  debug = (message) => this.#write(1, message);
  info = (message) => this.#write(2, message);
  warn = (message) => this.#write(3, message);
  error = (message) => this.#write(4, message);
  critical = (message) => this.#write(5, message);

  getLevel = () => this.#level;
  setLevel = (level) => (this.#level = level);
  setPattern = () => (this.#raw = false);
  clearFormatters = () => (this.#raw = true);
  flush = () => {};
  drop = () => {
    if (this.#fd !== undefined) fs.closeSync(this.#fd);
    this.#fd = undefined;
  };

  #open() {
    this.#fd = fs.openSync(this.#file, 'a');
    this.#size = fs.fstatSync(this.#fd).size;
  }

  #write(level, message) {
    if (level < this.#level || this.#fd === undefined) return;
    const stamp = new Date().toISOString().replace('T', ' ').replace('Z', '');
    const text = this.#raw ? message : `${stamp} [${LEVELS[level]}] ${message}\n`;
    this.#size += fs.writeSync(this.#fd, text);
    if (this.#limit > 0 && this.#size > this.#limit) {
      this.drop();
      const { dir, name, ext } = path.parse(this.#file);
      fs.renameSync(this.#file, path.join(dir, `${name}.1${ext}`));
      this.#open();
    }
  }
}

async function create(_type, name, file, limit) {
  await fs.promises.mkdir(path.dirname(file), { recursive: true });
  return new Logger(_type, name, file, limit);
}

exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = (...args) => create('rotating', ...args);
exports.createAsyncRotatingLogger = (...args) => create('rotating_async', ...args);
