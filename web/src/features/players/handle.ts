/** A player's name as it is shown: guests have long ids, of which the end tells them apart. */
export function handleOf(playerId: string): string {
  const guest = /^guest-([0-9a-f]{16,})$/.exec(playerId)?.[1];
  return guest ? `guest ${guest.slice(-6)}` : playerId;
}
