/** Server-sent events, from text to events, as the HTML standard reads them. Pure. */

export interface SseEvent {
  id: string | null;
  event: string;
  data: string;
}

export interface Parser {
  /** Takes the next piece of the stream, wherever it was cut, and gives what is complete. */
  push: (chunk: string) => SseEvent[];
}

export function createParser(): Parser {
  let rest = '';
  let id: string | null = null;
  let event = '';
  let data: string[] = [];

  const line = (text: string): SseEvent | null => {
    if (text === '') {
      const done =
        data.length > 0 ? { id, event: event || 'message', data: data.join('\n') } : null;
      event = '';
      data = [];
      return done;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return null;
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    if (field === 'event') event = value;
    if (field === 'id' && !value.includes('\0')) id = value;
    return null;
  };

  return {
    push(chunk) {
      const text = rest + chunk;
      // A carriage return at the end may be half of a line break.
      const held = text.endsWith('\r') ? '\r' : '';
      const lines = text.slice(0, text.length - held.length).split(/\r\n|\n|\r/);
      rest = (lines.pop() ?? '') + held;
      return lines.flatMap((one) => line(one) ?? []);
    },
  };
}
