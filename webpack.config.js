// Three bundles: the extension host, the browser side of the panels, and the sandbox (a program of its own).
const path = require('node:path');
const webpack = require('webpack');

const typescript = (target) => ({
  module: { rules: [{ test: /\.ts$/, loader: 'esbuild-loader', options: { target } }] },
  resolve: { extensions: ['.ts', '.js'] },
});

/** @returns {import('webpack').Configuration[]} */
module.exports = (_env, { mode }) => {
  const production = mode === 'production';
  const common = {
    mode: production ? 'production' : 'development',
    devtool: production ? 'hidden-source-map' : 'source-map',
    infrastructureLogging: { level: 'warn' },
    stats: 'errors-warnings',
    performance: false,
  };
  const output = (folder) => ({
    path: path.join(__dirname, 'dist', folder),
    devtoolModuleFilenameTemplate: '../[resource-path]',
    clean: false,
  });
  return [
    {
      ...common,
      ...typescript('node22'),
      name: 'host',
      target: 'node',
      entry: { extension: './src/extension.ts' },
      externals: { vscode: 'commonjs vscode' },
      output: {
        ...output(''),
        filename: '[name].js',
        chunkFilename: '[name].js',
        libraryTarget: 'commonjs2',
      },
      optimization: { splitChunks: false, chunkIds: production ? 'deterministic' : 'named' },
    },
    {
      ...common,
      ...typescript('es2022'),
      name: 'webview',
      target: 'web',
      entry: {
        deployment: './src/webview/deployment/main.ts',
        explanation: './src/webview/explanation/main.ts',
      },
      output: { ...output('webview'), filename: '[name].js' },
      plugins: [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })],
    },
    {
      ...common,
      ...typescript('node20'),
      name: 'sandbox',
      target: 'node',
      entry: { sandbox: './src/sandbox/main.ts' },
      output: { ...output(''), filename: '[name].js' },
      plugins: [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })],
    },
  ];
};
