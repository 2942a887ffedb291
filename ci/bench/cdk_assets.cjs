// cdk_assets.cjs [--parallel] CLI MANIFEST: publishes the assets of a CDK asset manifest like `cdk-assets publish`.
//
// They are published one after another, or with --parallel as many at a time as the library has fixed, which is 20.
//
// The library behind cdk-assets is part of the bundle that the CDK CLI is (CLI: its directory), but not one of the
// bundle's exports: all of the bundle but its own last module is loaded, and the library is taken from it.

const fs = require("fs");
const path = require("path");
const Module = require("module");

function loadLibrary(cli) {
  const file = path.join(cli, "lib", "index.js");
  const bundle = fs.readFileSync(file, "utf8");
  const last = bundle.lastIndexOf("\n// lib/index.js\n");
  const [, name] = bundle.match(/\n\/\/ \S*\/cdk-assets-lib\/lib\/index\.js\nvar (\w+) = /);
  const loaded = new Module(file, module);
  loaded.filename = file;
  loaded.paths = Module._nodeModulePaths(path.dirname(file));
  loaded._compile(`${bundle.slice(0, last)}\nmodule.exports = ${name}();\n`, file);
  return loaded.exports;
}

const options = process.argv.slice(2);
const publishInParallel = options[0] === "--parallel";
const [cli, manifest] = publishInParallel ? options.slice(1) : options;
const { AssetManifest, AssetPublishing, DefaultAwsClient } = loadLibrary(cli);
const publishing = new AssetPublishing(AssetManifest.fromPath(manifest), {
  aws: new DefaultAwsClient(),
  publishInParallel,
  throwOnError: false,
  progressListener: { onPublishEvent: (type, event) => console.error(`[${event.percentComplete}%] ${type}: ${event.message}`) },
});
publishing.publish().then(() => {
  process.exitCode = publishing.hasFailures ? 1 : 0;
});
