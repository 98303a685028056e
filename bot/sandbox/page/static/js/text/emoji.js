// Emoji by their Slack names.

const SKIN_TONES = ["", "", "\u{1F3FB}", "\u{1F3FC}", "\u{1F3FD}", "\u{1F3FE}", "\u{1F3FF}"];

let characters = new Map();

/** Loads the table of names. Until then, and for names nobody knows, codes stay as they were typed. */
export async function loadEmoji() {
  const response = await fetch("/static/data/emoji.json");
  characters = new Map(Object.entries((await response.json()).names));
}

/** The character of a name such as "thumbsup" or "thumbsup::skin-tone-3", or null. */
export function emojiCharacter(name) {
  const [plain, tone] = name.split("::skin-tone-");
  const character = characters.get(plain);
  return character ? character + (SKIN_TONES[Number(tone)] ?? "") : null;
}

/** What stands at the start of `text` if it is an emoji code: `{ length, character, name }`, or null. */
export function emojiAt(text) {
  const match = /^:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/.exec(text);
  const character = match && emojiCharacter(match[1]);
  return character ? { length: match[0].length, character, name: match[1] } : null;
}

/** Names that begin with (or, failing that, hold) `part`: `[{ name, character }]`. */
export function findEmoji(part, limit) {
  const names = [...characters.keys()].filter((name) => name.includes(part));
  names.sort((one, other) => other.startsWith(part) - one.startsWith(part) || one.length - other.length);
  return names.slice(0, limit).map((name) => ({ name, character: characters.get(name) }));
}
