// Slack decodes exactly three entities, once. https://docs.slack.dev/messaging/formatting-message-text#escaping

const CHARACTERS = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** "&amp;lt;" becomes "&lt;", and stays so. */
export function decode(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => CHARACTERS[entity]);
}
