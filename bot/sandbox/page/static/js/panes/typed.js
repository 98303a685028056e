// What typed text means: a message, a command of the bot, or one of Slack's own commands.

import { world } from "../world.js";

/** Slack's own commands that this page knows. */
export function ownCommands() {
  const { name } = world.bot;
  const usage_hint = `@${name}`;
  return [
    { command: "/invite", usage_hint, description: `Add ${name} to this channel`, act: "invite_bot" },
    { command: "/remove", usage_hint, description: `Take ${name} out of this channel`, act: "kick_bot" },
  ];
}

/** `{ act, fields }` to do, or `{ refused }` with words why not. */
export function meaningOf(text, inThread) {
  const [, name, rest] = text.match(/^(\/\S+)\s*([\s\S]*)$/) ?? [];
  if (!name) return { act: "post", fields: { text } };
  if (inThread) return { refused: notInThreads(name) };
  if (world.commands.some(({ command }) => command === name)) {
    return { act: "command", fields: { command: name, text: rest.trimEnd() } };
  }
  const own = ownCommands().find(({ command }) => command === name);
  if (!own) return { refused: `${name} is not a command here. To send it as a message, begin with a space.` };
  if (rest.trim().toLowerCase() === `@${world.bot.name.toLowerCase()}`) return { act: own.act, fields: {} };
  return {
    refused: `Write ${name} @${world.bot.name}. In this sandbox only ${world.bot.name} can come and go.`,
  };
}

/** What to say below the box while someone types: how a command is used, or that it cannot be used here. */
export function usageOf(text, inThread) {
  const [, name] = text.match(/^(\/\S+)/) ?? [];
  const command = [...world.commands, ...ownCommands()].find((one) => one.command === name);
  if (!command) return null;
  if (inThread) return notInThreads(name);
  return command.usage_hint ? `${command.command} ${command.usage_hint}` : null;
}

/** The words of Slack's own client. */
function notInThreads(name) {
  return `${name} is not supported in threads. Sorry!`;
}
