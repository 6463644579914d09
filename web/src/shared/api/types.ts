/** Short names for the wire types. */

import type { components } from './schema';

type Schemas = components['schemas'];

export type BetAnswer = Schemas['BetAnswer'];
export type Bet = Schemas['Bet'];
export type BetRow = Schemas['BetRow'];
export type BetStatus = Schemas['BetStatus'];
export type Round = Schemas['Round'];
export type PlaceBet = Schemas['PlaceBet'];
export type Stats = Schemas['Stats'];
export type CommitList = Schemas['CommitList'];
export type CommitRow = Schemas['CommitRow'];
export type GameStats = Schemas['GameStats'];
export type Summary = Schemas['Summary'];
export type Board = Schemas['Board'];
export type BoardWindow = Schemas['Window'];
export type LeaderboardEntry = Schemas['LeaderboardEntry'];
export type SystemPartitions = Schemas['SystemPartitions'];
export type PartitionStatus = Schemas['PartitionStatus'];
export type GatewayHealth = Schemas['GatewayHealth'];
export type Games = Schemas['Games'];
export type Ratio = Schemas['Ratio'];
