// Starts `sigc lsp` for .sig files. Without the client library, which `npm install` fetches, there is highlighting only.
"use strict";

const vscode = require("vscode");

let client;

function library() {
  try {
    return require("vscode-languageclient/node");
  } catch {
    return undefined;
  }
}

exports.activate = async function () {
  const [command, ...args] = vscode.workspace.getConfiguration("sig").get("server.command", []);
  const found = library();
  if (!command || !found) return;
  const files = vscode.workspace.createFileSystemWatcher("**/*.{sig,py,jsonl,csv,toml,lock}");
  const documents = [{ scheme: "file", language: "sig" }, { scheme: "untitled", language: "sig" }];
  const options = { documentSelector: documents, synchronize: { fileEvents: files } };
  client = new found.LanguageClient("sigc", "sigc", { command, args }, options);
  try {
    await client.start();
  } catch (problem) {
    const help = 'pip install "sigc[lsp]", or set sig.server.command';
    vscode.window.showWarningMessage(`${command} did not start (${problem.message}): ${help}`);
  }
};

exports.deactivate = function () {
  return client && client.stop();
};
