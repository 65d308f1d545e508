// Stands in for `vscode` where core, protocol, sandbox and scenarios are compiled: any import from it is an error.
export {};
