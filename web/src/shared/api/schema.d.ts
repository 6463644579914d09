// Generated from crates/api/openapi.json by `npm run generate:api`. Do not edit.

export interface paths {
    "/api/v1/bets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Place a bet. Without further fields it is decided at once, on exactly the stake it names.
         * @description Retry with the same `Idempotency-Key` to get the same answer; without one, a key is made and
         *     returned.
         */
        post: operations["place_bet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/bets/{bet_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One bet with its receipt: what it was on, what was drawn, and all that it takes to check that. */
        get: operations["one"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/games": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every game with the version of its rules, its return, what there is to bet on, and the limits. */
        get: operations["games"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/guests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * An identity of its own for whoever asks. Nothing is recorded: the account opens with the
         *     guest's first command, and a token that is lost cannot be had again.
         */
        post: operations["create_guest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/leaderboard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The best players of a board. */
        get: operations["leaderboard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/log/{partition}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Commits of a partition, newest first: what was decided, in the log's own words. What other
         *     players did is theirs: of that only the public part is shown.
         */
        get: operations["commits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/players/{player_id}/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an account holds. */
        get: operations["balance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/players/{player_id}/bets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A player's bets, newest first. The newest thousand are kept. Nobody's bets are an empty list. */
        get: operations["list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/players/{player_id}/deposits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put money on an account. */
        post: operations["deposit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/players/{player_id}/rank": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where a player stands on a board, and who stands around. */
        get: operations["rank"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/players/{player_id}/round": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The round that waits for the player. */
        get: operations["round"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/players/{player_id}/rounds/{bet_id}/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Act in an open round. `version` says which state of the round the player looks at. */
        post: operations["act"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/players/{player_id}/seeds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a player's bets are drawn from, and were: the retired seeds, newest first. The view keeps
         *     the newest hundred of them; the log has all.
         */
        get: operations["seeds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/players/{player_id}/seeds/client": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Choose the client seed of the bets to come. */
        post: operations["set_client_seed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/players/{player_id}/seeds/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Retire the server seed and reveal it, and commit to the next. Refused while a round is open,
         *     since its cards still come from the seed. Has no body, or an empty object.
         */
        post: operations["rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/players/{player_id}/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A player's history in sums. */
        get: operations["stats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/players/{player_id}/withdrawals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take money off an account. An opening balance must be wagered once before it can leave. */
        post: operations["withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything in sums. */
        get: operations["summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happens, while it happens, as server-sent events: `bet`, `suppressed`, `board`, `system`,
         *     `me`, `hb`, `reset`. Their data are the schemas named `…News` and `Heartbeat`.
         */
        get: operations["stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/system/partitions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every partition: what it is doing, where it stands, and why it is stopped if it is. */
        get: operations["partitions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the gateway and the services behind it are. Always 200: who cannot be asked cannot say. */
        get: operations["gateway_health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process serves at all. */
        get: operations["gateway_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the gateway can be of use: at least one of the services answers. With one of them away,
         *     taking the gateway away as well would only make it worse.
         */
        get: operations["gateway_ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description `me`: the caller's account has changed. */
        AccountNews: {
            /** @description What the account speaks for. */
            position: components["schemas"]["Position"];
            /** @description The account. */
            stats: components["schemas"]["Stats"];
        };
        /**
         * @description Money in currency units, at most two decimals.
         * @example 12.5
         */
        Amount: number;
        /**
         * @description How a service looks from the gateway.
         * @enum {string}
         */
        BackendHealth: "healthy" | "degraded" | "down";
        /** @description The services behind a gateway. */
        BackendServices: {
            /** @description The write side. */
            command_service: components["schemas"]["BackendHealth"];
            /** @description The read side. */
            query_service: components["schemas"]["BackendHealth"];
        };
        /** @description What an account holds. */
        Balance: {
            /** @description Whose. */
            player_id: components["schemas"]["PlayerId"];
            /** @description How much. */
            balance: components["schemas"]["Amount"];
            /** @description The time of the commit that changed it last. */
            last_updated: components["schemas"]["UnixMillis"];
            /**
             * Format: int64
             * @description How many commits the view lacks of what was asked for; only with `stale=allow`.
             */
            behind_by?: number | null;
        };
        /** @description One bet with its receipt. */
        Bet: {
            /** @description The bet. */
            bet_id: string;
            /** @description Who bet. */
            player_id: components["schemas"]["PlayerId"];
            /** @description The event that placed it. */
            event_id: string;
            /** @description The session it belongs to. */
            session_id: string;
            /** @description The game's name. */
            game_type: string;
            /** @description The final stake. */
            amount: components["schemas"]["Amount"];
            /** @description When it was placed. */
            timestamp: components["schemas"]["UnixMillis"];
            settled_at?: components["schemas"]["UnixMillis"] | null;
            /** @description How it stands. */
            status: components["schemas"]["BetStatus"];
            /** @description Of the request that placed it. */
            correlation_id: string;
            payout?: components["schemas"]["Amount"] | null;
            profit?: components["schemas"]["Amount"] | null;
            selection?: components["schemas"]["RawObject"] | null;
            drawn?: components["schemas"]["RawObject"] | null;
            /** @description What anyone needs to check the outcome. */
            proof: components["schemas"]["BetProof"];
            round?: components["schemas"]["Round"] | null;
            /** @description The commit that placed it. */
            position: components["schemas"]["Position"];
            settled_position?: components["schemas"]["Position"] | null;
            /** @description When it was where. */
            times?: components["schemas"]["BetTimes"];
            /**
             * Format: int64
             * @description How many commits the view lacks of what was asked for; only with `stale=allow`.
             */
            behind_by?: number | null;
        };
        /**
         * @description The answer to a bet, and to an action on its round: what was decided, and is in the log. A pure
         *     function of the commit, so that a retry gets the same bytes.
         */
        BetAnswer: {
            /** @description The bet. */
            bet_id: string;
            /** @description Of the request that was decided, not of a retry. */
            correlation_id: string;
            /**
             * @description Always `accepted`; a refusal is a problem.
             * @example accepted
             */
            status: string;
            /**
             * @description For people.
             * @example Bet placed successfully
             */
            message: string;
            /** @description When the commit was made. */
            timestamp: components["schemas"]["UnixSeconds"];
            /** @description Who bet. */
            player_id: components["schemas"]["PlayerId"];
            /** @description The game's name. */
            game_type: string;
            /** @description The stake so far. */
            amount: components["schemas"]["Amount"];
            /** @description How it ended, or that it goes on. */
            result: components["schemas"]["BetResult"];
            /** @description The balance after this commit. */
            balance: components["schemas"]["Amount"];
            /** @description The commit. */
            position: components["schemas"]["Position"];
            proof?: components["schemas"]["BetProof"] | null;
            round?: components["schemas"]["Round"] | null;
        };
        /** @description A player's bets, newest first. */
        BetList: {
            /** @description One page of them. */
            bets: components["schemas"]["BetRow"][];
            /** @description What to ask for next; null at the end. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description How many commits the view lacks of what was asked for; only with `stale=allow`.
             */
            behind_by?: number | null;
        };
        /**
         * @description `bet`: a bet has reached the views; or one that was told while it was open is settled, and then
         *     it is told again. Everybody may see it.
         */
        BetNews: {
            /** @description The bet. */
            bet_id: string;
            /** @description Who bet. */
            player_id: components["schemas"]["PlayerId"];
            /** @description The game's name. */
            game_type: string;
            /** @description The stake. */
            amount: components["schemas"]["Amount"];
            /** @description When it was placed. */
            timestamp: components["schemas"]["UnixMillis"];
            /** @description How it stands. */
            status: components["schemas"]["BetStatus"];
            payout?: components["schemas"]["Amount"] | null;
            profit?: components["schemas"]["Amount"] | null;
            /** @description What it was on. */
            selection: components["schemas"]["RawObject"];
            drawn?: components["schemas"]["RawObject"] | null;
            /** @description The commit that placed it. */
            position: components["schemas"]["Position"];
            /** @description When it was where on its way. */
            times: components["schemas"]["BetTimes"];
            /** @description When this was sent. */
            pushed_at: components["schemas"]["UnixMillis"];
        };
        /**
         * @description How a bet stands, in the write side's words.
         * @enum {string}
         */
        BetOutcome: "won" | "lost" | "push" | "open";
        /** @description What anyone needs to draw the outcome again, and to check that it was fixed beforehand. */
        BetProof: {
            /**
             * Format: int32
             * @description The server seed's number.
             */
            seed_index: number;
            /**
             * @description SHA-256 of the server seed, hexadecimal. The answer to a bet has it when the bet's own
             *     commit published it (a player's first); afterwards it is found under the player's seeds.
             */
            commitment?: string | null;
            commitment_position?: components["schemas"]["Position"] | null;
            /** @description Whether that was before the bet, so that the player could have seen it first. */
            committed_before?: boolean | null;
            /**
             * Format: int64
             * @description The bet's number under that seed.
             */
            nonce: number;
            /** @description The player's half. */
            client_seed: string;
            /**
             * Format: int32
             * @description The version of the game's rules.
             */
            rules: number;
            /** @description The server seed, hexadecimal, once it is revealed. */
            server_seed?: string | null;
        };
        /** @description How a bet stands. */
        BetResult: {
            /** @description In one word. */
            outcome: components["schemas"]["BetOutcome"];
            /** @description The stake; doubling and splitting raise it. */
            stake: components["schemas"]["Amount"];
            payout?: components["schemas"]["Amount"] | null;
            profit?: components["schemas"]["Amount"] | null;
            drawn?: components["schemas"]["RawObject"] | null;
        };
        /** @description One bet in a list. */
        BetRow: {
            /** @description The bet. */
            bet_id: string;
            /** @description The event that placed it. */
            event_id: string;
            /** @description The session it belongs to. */
            session_id: string;
            /** @description The game's name. */
            game_type: string;
            /** @description The final stake. */
            amount: components["schemas"]["Amount"];
            /** @description When it was placed. */
            timestamp: components["schemas"]["UnixMillis"];
            /** @description How it stands. */
            status: components["schemas"]["BetStatus"];
            /** @description Of the request that placed it. */
            correlation_id: string;
            payout?: components["schemas"]["Amount"] | null;
            profit?: components["schemas"]["Amount"] | null;
            /** @description The commit that placed it. */
            position: components["schemas"]["Position"];
        };
        /**
         * @description How a bet stands, in the read side's words.
         * @enum {string}
         */
        BetStatus: "placed" | "won" | "lost" | "push";
        /**
         * @description When the commit that a bet stands by (the last that changed it) was where, each by the clock of
         *     the machine that saw it. Null where nobody noted it. No part of the log's chain: a view that is
         *     built anew has later times, or fewer.
         */
        BetTimes: {
            received_at?: components["schemas"]["FineUnixMillis"] | null;
            decided_at?: components["schemas"]["FineUnixMillis"] | null;
            appended_at?: components["schemas"]["FineUnixMillis"] | null;
            read_back_at?: components["schemas"]["FineUnixMillis"] | null;
            projected_at?: components["schemas"]["FineUnixMillis"] | null;
        };
        /**
         * @description What a leaderboard is ordered by.
         * @enum {string}
         */
        Board: "balance" | "net_won" | "wagered" | "biggest_win";
        /** @description The player's half of the seed pair. */
        ClientSeed: {
            /**
             * @description 1–64 visible ASCII characters; in force from the next bet on.
             * @example lucky-7
             */
            client_seed: string;
        };
        /** @description The answer to a chosen client seed. A pure function of the commit. */
        ClientSeedAnswer: {
            /** @description Whose. */
            player_id: components["schemas"]["PlayerId"];
            /** @description Of the request that was decided, not of a retry. */
            correlation_id: string;
            /**
             * @description Always `accepted`; a refusal is a problem.
             * @example accepted
             */
            status: string;
            /** @description When the commit was made. */
            timestamp: components["schemas"]["UnixSeconds"];
            /** @description In force from the next bet on. */
            client_seed: string;
            /** @description The commit. */
            position: components["schemas"]["Position"];
        };
        /** @description Some commits of a partition, newest first. */
        CommitList: {
            /** @description Accepted commits only: what lost a race is not part of the history. */
            commits: components["schemas"]["CommitRow"][];
            /** @description What to ask for next, as `from`; null when these are the oldest. */
            next_cursor?: string | null;
        };
        /** @description One commit. */
        CommitRow: {
            /** @description Its place. */
            position: components["schemas"]["Position"];
            /** @description The hash of the one before it, hexadecimal. */
            prev: string;
            /** @description Its own hash, hexadecimal: SHA-256 over the hash before it, its key and its bytes. */
            hash: string;
            /**
             * Format: int64
             * @description Where the engine keeps it.
             */
            offset: number;
            /** @description Its time. */
            time_ms: components["schemas"]["UnixMillis"];
            /**
             * Format: int64
             * @description When the engine stored it (microseconds since the Unix epoch); null where an engine keeps
             *     no such time.
             */
            appended_us?: number | null;
            /** @description Whose account; null for commits of the system. */
            player_id?: string | null;
            /** @description The request that caused it; null where it is another player's. */
            correlation_id?: string | null;
            /** @description What happened, in the log's own words: money in minor units. */
            events: Record<string, never>[];
            /**
             * @description Whether the events are told in part only, as they are another player's: what kind they are,
             *     and of a bet what everybody may know of it.
             */
            is_withheld: boolean;
            /**
             * Format: int64
             * @description How many bytes it takes.
             */
            byte_count: number;
        };
        /** @description The seed pair that the next bet is drawn from. */
        CurrentSeed: {
            /**
             * Format: int32
             * @description The server seed's number; the player's first is 0.
             */
            index: number;
            /** @description SHA-256 of the server seed, hexadecimal. */
            commitment: string;
            /**
             * Format: int64
             * @description The number of the next bet under it.
             */
            next_nonce: number;
            /** @description The player's half. */
            client_seed: string;
        };
        /** @description Money in. */
        Deposit: {
            /** @description How much; above zero. */
            amount: components["schemas"]["Amount"];
        };
        /**
         * @description What went wrong, for programs. New codes may be added; none changes its meaning.
         * @enum {string}
         */
        ErrorCode: "bad_request" | "malformed_json" | "idempotency_key_missing" | "request_timeout" | "payload_too_large" | "unsupported_media_type" | "invalid_request" | "invalid_idempotency_key" | "invalid_position" | "invalid_cursor" | "unauthenticated" | "forbidden" | "not_found" | "player_not_found" | "bet_not_found" | "method_not_allowed" | "too_many_requests" | "idempotency_key_reused" | "idempotency_key_expired" | "unknown_game" | "stake_out_of_range" | "invalid_selection" | "insufficient_funds" | "opening_not_wagered" | "balance_limit_exceeded" | "round_open" | "round_not_open" | "stale_round_version" | "action_not_allowed" | "misdirected" | "not_applied" | "outcome_unknown" | "partition_unavailable" | "view_behind" | "backend_unreachable" | "backend_timeout" | "not_ready" | "internal_error";
        /** @description What is wrong with one field. */
        FieldError: {
            /**
             * @description The field of the body, the query parameter or the part of the path; `body` for the whole.
             * @example amount
             */
            field: string;
            /**
             * @description A phrase that continues the field's name.
             * @example must have at most two decimals
             */
            message: string;
        };
        /** @description Milliseconds since the Unix epoch, with microseconds as decimals. */
        FineUnixMillis: number;
        /** @description The answer to a deposit or a withdrawal. A pure function of the commit. */
        FundsAnswer: {
            /** @description Whose account. */
            player_id: components["schemas"]["PlayerId"];
            /** @description Of the request that was decided, not of a retry. */
            correlation_id: string;
            /**
             * @description Always `accepted`; a refusal is a problem.
             * @example accepted
             */
            status: string;
            /** @description When the commit was made. */
            timestamp: components["schemas"]["UnixSeconds"];
            /** @description How much was moved; positive for both directions. */
            amount: components["schemas"]["Amount"];
            /** @description The balance after this commit. */
            balance: components["schemas"]["Amount"];
            /** @description The commit. */
            position: components["schemas"]["Position"];
        };
        /** @description A game and its rules. */
        GameRules: {
            /** @description Its name in requests. */
            game_type: string;
            /**
             * Format: int32
             * @description The version of its rules, as every bet's proof has it.
             */
            rules: number;
            /**
             * @description What a bet that names only the game and a stake returns in the long run, for a stake of one;
             *     exact but for blackjack's, which is rounded down to eight decimals.
             */
            rtp: components["schemas"]["Ratio"];
            rtp_by_hand?: components["schemas"]["Ratio"] | null;
            /**
             * @description What the house keeps, in the long run, of a stake of one: what is left of the higher of the
             *     two.
             */
            house_edge: components["schemas"]["Ratio"];
            /** @description What there is to bet on, and what it pays; the members differ from game to game. */
            offers: components["schemas"]["RawObject"];
        };
        /** @description The bets on one game in sums. */
        GameStats: {
            /** @description The game's name. */
            game_type: string;
            /**
             * Format: int64
             * @description Bets placed.
             */
            bets: number;
            /** @description Stakes, open ones included. */
            wagered: components["schemas"]["Amount"];
            /** @description Stakes of settled bets. */
            settled: components["schemas"]["Amount"];
            /** @description Payouts of settled bets. */
            paid: components["schemas"]["Amount"];
        };
        /**
         * @description The games, and the limits of the table, as the instance that answers decides by them. Another
         *     may be configured otherwise; what was decided is in the log.
         */
        Games: {
            /** @description The label of the log's one currency. */
            currency: string;
            /** @description The smallest stake. */
            stake_min: components["schemas"]["Amount"];
            /** @description The largest stake. */
            stake_max: components["schemas"]["Amount"];
            /** @description What a new account is opened with. */
            opening_balance: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description After how long an open round is settled without its player.
             */
            round_expiry_ms: number;
            /** @description Every game. */
            games: components["schemas"]["GameRules"][];
        };
        /** @description The health of the gateway and of what stands behind it. */
        GatewayHealth: {
            /** @description `healthy` if everything behind it is, else `degraded`. */
            status: components["schemas"]["HealthStatus"];
            /**
             * @description Always `api-gateway`.
             * @example api-gateway
             */
            service: string;
            /** @description The version of the gateway's build. */
            gateway_version: string;
            /** @description What stands behind it. */
            backend_services: components["schemas"]["BackendServices"];
        };
        /** @description A new guest: an identity, and the token that is its only proof. */
        GuestAnswer: {
            /**
             * @description The guest's player id. The account opens with the first command.
             * @example guest-0193f2a1c7d84e1b9a55
             */
            player_id: string;
            /** @description Goes into `Authorization: Bearer …`. */
            access_token: string;
            /**
             * @description Always `Bearer`.
             * @example Bearer
             */
            token_type: string;
            /**
             * Format: int64
             * @description For how many seconds the token is good.
             */
            expires_in: number;
        };
        /**
         * @description How something is.
         * @enum {string}
         */
        HealthStatus: "healthy" | "degraded" | "unhealthy" | "down";
        /** @description `hb`: a sign of life, every five seconds. */
        Heartbeat: {
            /** @description The service's time. */
            server_time: components["schemas"]["UnixMillis"];
        };
        /** @description The best players of a board. */
        Leaderboard: {
            /** @description Descending; equal values by player id. */
            leaderboard: components["schemas"]["LeaderboardEntry"][];
            /** @description What it is ordered by. */
            board: components["schemas"]["Board"];
            /** @description Of when it is. */
            window: components["schemas"]["Window"];
            /**
             * Format: int64
             * @description How many commits the view lacks of what was asked for; only with `stale=allow`.
             */
            behind_by?: number | null;
        };
        /** @description A player's place on a board. */
        LeaderboardEntry: {
            /** @description Who. */
            player_id: components["schemas"]["PlayerId"];
            balance?: components["schemas"]["Amount"] | null;
            /** @description What the board is ordered by. */
            value: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description 1, 2, 3 … without ties.
             */
            rank: number;
        };
        /** @description A player's open round. */
        OpenRound: {
            /** @description Whose. */
            player_id: components["schemas"]["PlayerId"];
            bet?: components["schemas"]["Bet"] | null;
            /**
             * Format: int64
             * @description How many commits the view lacks of what was asked for; only with `stale=allow`.
             */
            behind_by?: number | null;
        };
        /**
         * @description What a partition is doing.
         * @enum {string}
         */
        PartitionState: "starting" | "serving" | "standby" | "draining" | "parked" | "diverged" | "moved";
        /** @description One partition. */
        PartitionStatus: {
            /**
             * Format: int32
             * @description Its number.
             */
            partition: number;
            /** @description What it is doing. */
            state: components["schemas"]["PartitionState"];
            /** @description Why, when it is not serving. */
            reason?: string | null;
            /** @description The instance that owns it, if one is known. */
            owner?: string | null;
            position?: components["schemas"]["Position"] | null;
            /** @description That commit's hash, hexadecimal. */
            head?: string | null;
            last_commit_at?: components["schemas"]["UnixMillis"] | null;
            /**
             * Format: int64
             * @description Records read that another commit had beaten to their place.
             */
            strays: number;
            /**
             * Format: int64
             * @description Open accounts.
             */
            players: number;
            /**
             * Format: int64
             * @description Commands that wait.
             */
            queued: number;
        };
        /**
         * @description Percent, two decimals.
         * @example 48.64
         */
        Percent: number;
        /**
         * @description A bet. With the first five fields alone it is decided at once, on exactly the stake it names;
         *     the others choose more.
         */
        PlaceBet: {
            /**
             * @description Who bets. A first bet opens an account.
             * @example alice
             */
            player_id: string;
            /**
             * @description The game's name.
             * @example roulette
             */
            game_type: string;
            /** @description The stake; above zero, and within the table's limits. */
            amount: components["schemas"]["Amount"];
            /**
             * @description The client's session, for statistics.
             * @example s-1
             */
            session_id: string;
            /** @description Checked, used for limits, never logged. */
            ip_address?: string | null;
            selection?: components["schemas"]["RawObject"] | null;
            /** @description The client seed from this bet on; 1–64 visible ASCII characters. */
            client_seed?: string | null;
            /** @description Whether the player wants to play the round by hand. Default `false`. */
            interactive?: boolean;
        };
        /**
         * @description A player: 1–100 characters of `A–Z a–z 0–9 . _ @ | : + -`, not `.` or `..` (those two mean
         *     something else in a path).
         */
        PlayerId: string;
        /** @description A place in the log: `<partition>:<seq>`. */
        Position: string;
        /**
         * @description An `application/problem+json` body.
         *
         *     `type`, `title` and `status` follow from `code`; `detail` is one plain sentence about this
         *     occurrence. Nothing in it is about our insides.
         */
        Problem: {
            /** @description A URI that names the kind of problem. */
            type: string;
            title: string;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description One plain sentence about this occurrence. */
            detail: string;
            /** @description What went wrong, for programs. */
            code: components["schemas"]["ErrorCode"];
            /** @description Finds this request in the logs. */
            correlation_id?: string | null;
            /** @description What is wrong with which field. */
            errors?: components["schemas"]["FieldError"][];
            position?: components["schemas"]["Position"] | null;
        };
        /** @description Where a player stands, and who stands around. */
        Rank: {
            /** @description Who. */
            player_id: components["schemas"]["PlayerId"];
            /** @description On which board. */
            board: components["schemas"]["Board"];
            /** @description Of when it is. */
            window: components["schemas"]["Window"];
            /**
             * Format: int64
             * @description 1 is the best; null for a player who is not on the board: all but the balances list only
             *     those who have bet in the window.
             */
            rank?: number | null;
            /** @description What the board is ordered by; zero for a player who is not on it. */
            value: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description How many players the board has.
             */
            total_players: number;
            /** @description The players around, the player included, best first. */
            neighbours: components["schemas"]["LeaderboardEntry"][];
            /**
             * Format: int64
             * @description How many commits the view lacks of what was asked for; only with `stale=allow`.
             */
            behind_by?: number | null;
        };
        /** @description A number as a fraction, because its decimals may have no end. */
        Ratio: {
            /**
             * Format: int64
             * @description Above the line.
             */
            numerator: number;
            /**
             * Format: int64
             * @description Below the line.
             */
            denominator: number;
        };
        /** @description An object whose members depend on the game. */
        RawObject: {
            [key: string]: unknown;
        };
        /** @description A retired server seed: every bet drawn from it can be checked now. */
        RevealedSeed: {
            /**
             * Format: int32
             * @description Its number.
             */
            index: number;
            /** @description What was published before it was used: its SHA-256, hexadecimal. */
            commitment: string;
            /** @description The seed, hexadecimal. */
            server_seed: string;
        };
        /** @description A round that waits for its player, or did. */
        Round: {
            /**
             * Format: int32
             * @description How many actions were taken; an action names it.
             */
            version: number;
            /**
             * @description What the rules allow now; empty when the round is over.
             * @example [
             *       "hit",
             *       "stand",
             *       "double"
             *     ]
             */
            legal_actions: string[];
            /** @description The hands, and what else the player may see. */
            table: components["schemas"]["RawObject"];
            /** @description When it is settled without the player. */
            expires_at: components["schemas"]["UnixMillis"];
        };
        /** @description An action on an open round. */
        RoundAction: {
            /**
             * @description What to do; the round says what is legal.
             * @example hit
             */
            action: string;
            /**
             * Format: int32
             * @description The version of the round that the player looks at.
             */
            version: number;
        };
        /**
         * @description The answer to a rotation: the old seed revealed, the new one committed to. A pure function of
         *     the commit.
         */
        SeedRotated: {
            /** @description Whose. */
            player_id: components["schemas"]["PlayerId"];
            /** @description Of the request that was decided, not of a retry. */
            correlation_id: string;
            /**
             * @description Always `accepted`; a refusal is a problem.
             * @example accepted
             */
            status: string;
            /** @description When the commit was made. */
            timestamp: components["schemas"]["UnixSeconds"];
            /** @description The seed that was retired. */
            revealed: components["schemas"]["RevealedSeed"];
            /**
             * Format: int32
             * @description The number of the seed in force now.
             */
            index: number;
            /** @description SHA-256 of the seed in force now, hexadecimal. */
            commitment: string;
            /** @description The commit. */
            position: components["schemas"]["Position"];
        };
        /** @description A player's seeds, as the read side sees them. */
        Seeds: {
            /** @description Whose. */
            player_id: components["schemas"]["PlayerId"];
            /** @description What the next bet is drawn from. */
            current: components["schemas"]["CurrentSeed"];
            /** @description One page of the retired ones, newest first. */
            revealed: components["schemas"]["RevealedSeed"][];
            /** @description What to ask for next; null at the end. */
            next_cursor?: string | null;
            /**
             * Format: int64
             * @description How many commits the view lacks of what was asked for; only with `stale=allow`.
             */
            behind_by?: number | null;
        };
        /** @description The health of the command or the query service. */
        ServiceHealth: {
            /** @description In one word. */
            status: components["schemas"]["HealthStatus"];
            /**
             * @description Who answers: `command-service`, `query-service`.
             * @example command-service
             */
            service: string;
            /** @description The version of this build. */
            version: string;
            /** @description Why, when it is not healthy. */
            reason?: string | null;
            /** @description `connected` or `disconnected`; only where the views are kept in Redis. */
            redis?: string | null;
        };
        /**
         * @description A player's history in sums.
         *
         *     `balance = total_deposited − total_withdrawn − total_wagered + total_won + total_pushed`.
         */
        Stats: {
            /** @description Whose. */
            player_id: components["schemas"]["PlayerId"];
            /** @description What the account holds. */
            balance: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Bets placed.
             */
            games_played: number;
            /** @description Stakes, open ones included. */
            total_wagered: components["schemas"]["Amount"];
            /** @description Payouts of won bets. */
            total_won: components["schemas"]["Amount"];
            /** @description Stakes of lost bets. */
            total_lost: components["schemas"]["Amount"];
            /** @description Payouts of pushed bets. */
            total_pushed: components["schemas"]["Amount"];
            /**
             * Format: int64
             * @description Bets won.
             */
            win_count: number;
            /**
             * Format: int64
             * @description Bets lost.
             */
            loss_count: number;
            /**
             * Format: int64
             * @description Bets pushed.
             */
            push_count: number;
            /** @description Won ÷ (won + lost) in percent; 0 when nothing is decided. */
            win_rate: components["schemas"]["Percent"];
            /** @description Deposits, the opening balance included. */
            total_deposited: components["schemas"]["Amount"];
            /** @description Withdrawals. */
            total_withdrawn: components["schemas"]["Amount"];
            /** @description The largest profit of one bet; 0 before the first. */
            biggest_win: components["schemas"]["Amount"];
            /** @description The games that were played. */
            games: components["schemas"]["GameStats"][];
            /** @description The time of the commit that changed anything of this last. */
            last_updated: components["schemas"]["UnixMillis"];
            /**
             * Format: int64
             * @description How many commits the view lacks of what was asked for; only with `stale=allow`.
             */
            behind_by?: number | null;
        };
        /** @description Sums over everybody. */
        Summary: {
            /**
             * Format: int64
             * @description Opened accounts.
             */
            total_players: number;
            /**
             * Format: int64
             * @description Bets placed.
             */
            total_bets: number;
            /** @description Stakes, open ones included. */
            total_wagered: components["schemas"]["Amount"];
            /** @description Payouts of settled bets, pushes included. */
            total_paid: components["schemas"]["Amount"];
            /** @description Deposits, opening balances included. */
            total_deposited: components["schemas"]["Amount"];
            /** @description Withdrawals. */
            total_withdrawn: components["schemas"]["Amount"];
            /** @description The games that were played. What came back of what was settled is each game's measured RTP. */
            games: components["schemas"]["GameStats"][];
            /**
             * Format: int64
             * @description Rounds that wait for their players.
             */
            open_bets: number;
            /**
             * Format: int64
             * @description Distinct (player, session) pairs with a bet in the last 30 minutes of log time.
             */
            active_sessions: number;
            /**
             * Format: int64
             * @description How many commits the view lacks of what was asked for; only with `stale=allow`.
             */
            behind_by?: number | null;
        };
        /** @description `suppressed`: bets that were not told, because there were more than anybody could read. */
        SuppressedNews: {
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
        };
        /** @description `system`: how the views are, once a second. */
        SystemNews: {
            /** @description The service's time. */
            server_time: components["schemas"]["UnixMillis"];
            /** @description What the views are kept in: `memory`, `redis`. */
            views_engine: string;
            /** @description What is wrong, in phrases; empty when nothing is known to be. */
            troubles: string[];
            /** @description By number. */
            partitions: components["schemas"]["ViewPartition"][];
        };
        /** @description Every partition, as one command instance sees it. */
        SystemPartitions: {
            /** @description The log's identity, hexadecimal. */
            lineage: string;
            /** @description The label of the log's one currency. */
            currency: string;
            /** @description What the log is kept in: `file`, `kafka`, `memory`. */
            log_engine: string;
            /** @description The version of this build. */
            build: string;
            /** @description By number. */
            partitions: components["schemas"]["PartitionStatus"][];
        };
        /**
         * Format: int64
         * @description Unix milliseconds, as the read side tells time: `1763889600123`.
         * @example 1763889600123
         */
        UnixMillis: number;
        /** @description Seconds since the Unix epoch, with milliseconds as decimals. */
        UnixSeconds: number;
        /** @description How far the view of a partition is. */
        ViewPartition: {
            /**
             * Format: int32
             * @description Its number.
             */
            partition: number;
            /**
             * Format: int64
             * @description The last commit in the view; null before the first.
             */
            projected_seq?: number | null;
            /**
             * Format: int64
             * @description The last commit known to be in the log; null where this service cannot know.
             */
            head_seq?: number | null;
            /**
             * Format: int64
             * @description How many commits the view lacks; null where this service cannot know.
             */
            behind?: number | null;
            /**
             * Format: int64
             * @description Bets placed so far, as the view counts them.
             */
            bets: number;
            /** @description The time of the last commit in the view. */
            last_commit_at: components["schemas"]["UnixMillis"];
        };
        /**
         * @description Of when a leaderboard is.
         * @enum {string}
         */
        Window: "all" | "day" | "week";
        /** @description Money out. */
        Withdrawal: {
            /** @description How much; above zero. */
            amount: components["schemas"]["Amount"];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    place_bet: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1–255 visible ASCII */
                "Idempotency-Key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceBet"];
            };
        };
        responses: {
            /** @description Decided, durable */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetAnswer"];
                };
            };
            /** @description Not strict JSON */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This belongs to another player */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: funds, or a round is open */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Invalid, or refused by the table */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not applied: retry freely */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Outcome unknown: retry with the key */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    one: {
        parameters: {
            query?: {
                /** @description Wait for this position */
                min_position?: string;
                /** @description At most so long; 0–10000, else 2000 */
                wait_ms?: number;
                /** @description `allow`: rather an old answer than none */
                stale?: string;
            };
            header?: never;
            path: {
                bet_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Bet"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Another player's */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such bet, or older than what is kept */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The view is behind */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind did not answer; a command's outcome is unknown */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    games: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What can be played here */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Games"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind cannot be reached; nothing was applied */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind did not answer; a command's outcome is unknown */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_guest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuestAnswer"];
                };
            };
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind cannot be reached; nothing was applied */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind did not answer; a command's outcome is unknown */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    leaderboard: {
        parameters: {
            query?: {
                /** @description By default the balances */
                board?: components["schemas"]["Board"];
                /** @description By default all time; balances: no other */
                window?: components["schemas"]["Window"];
                /** @description 1–100, else 10 */
                limit?: number;
                /** @description Wait for these positions */
                min_position?: string;
                /** @description At most so long; 0–10000, else 2000 */
                wait_ms?: number;
                /** @description `allow`: rather an old answer than none */
                stale?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Leaderboard"];
                };
            };
            /** @description A parameter is wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The view is behind */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind did not answer; a command's outcome is unknown */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    commits: {
        parameters: {
            query?: {
                /** @description The seq of the newest; else the head's */
                from?: number;
                /** @description 1–200, else 50 */
                limit?: number;
            };
            header?: never;
            path: {
                partition: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommitList"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This belongs to another player */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such partition */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is wrong, or too far back */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The log cannot be read */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind did not answer; a command's outcome is unknown */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    balance: {
        parameters: {
            query?: {
                /** @description Wait for this position */
                min_position?: string;
                /** @description At most so long; 0–10000, else 2000 */
                wait_ms?: number;
                /** @description `allow`: rather an old answer than none */
                stale?: string;
            };
            header?: never;
            path: {
                player_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Balance"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This belongs to another player */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown player */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The view is behind */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind did not answer; a command's outcome is unknown */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list: {
        parameters: {
            query?: {
                /** @description 1–1000, else 100 */
                limit?: number;
                /** @description The `next_cursor` of the page before */
                cursor?: string;
                /** @description Wait for this position */
                min_position?: string;
                /** @description At most so long; 0–10000, else 2000 */
                wait_ms?: number;
                /** @description `allow`: rather an old answer than none */
                stale?: string;
            };
            header?: never;
            path: {
                player_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetList"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This belongs to another player */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The view is behind */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind did not answer; a command's outcome is unknown */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deposit: {
        parameters: {
            query?: never;
            header: {
                /** @description 1–255 visible ASCII */
                "Idempotency-Key": string;
            };
            path: {
                player_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Deposit"];
            };
        };
        responses: {
            /** @description Durable */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FundsAnswer"];
                };
            };
            /** @description Not strict JSON, or no key */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This belongs to another player */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: the account would hold too much */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Invalid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not applied: retry freely */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Outcome unknown: retry with the key */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rank: {
        parameters: {
            query?: {
                /** @description By default the balances */
                board?: components["schemas"]["Board"];
                /** @description By default all time; balances: no other */
                window?: components["schemas"]["Window"];
                /** @description On either side; 0–50, else 5 */
                neighbours?: number;
                /** @description Wait for these positions */
                min_position?: string;
                /** @description At most so long; 0–10000, else 2000 */
                wait_ms?: number;
                /** @description `allow`: rather an old answer than none */
                stale?: string;
            };
            header?: never;
            path: {
                player_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rank"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This belongs to another player */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown player */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The view is behind */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind did not answer; a command's outcome is unknown */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    round: {
        parameters: {
            query?: {
                /** @description Wait for this position */
                min_position?: string;
                /** @description At most so long; 0–10000, else 2000 */
                wait_ms?: number;
                /** @description `allow`: rather an old answer than none */
                stale?: string;
            };
            header?: never;
            path: {
                player_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenRound"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This belongs to another player */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown player */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The view is behind */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind did not answer; a command's outcome is unknown */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    act: {
        parameters: {
            query?: never;
            header: {
                /** @description 1–255 visible ASCII */
                "Idempotency-Key": string;
            };
            path: {
                player_id: string;
                bet_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoundAction"];
            };
        };
        responses: {
            /** @description Decided, durable */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BetAnswer"];
                };
            };
            /** @description Not strict JSON, or no key */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This belongs to another player */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No such bet */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: see the code */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Invalid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not applied: retry freely */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Outcome unknown: retry with the key */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    seeds: {
        parameters: {
            query?: {
                /** @description 1–1000, else 100 */
                limit?: number;
                /** @description The `next_cursor` of the page before */
                cursor?: string;
                /** @description Wait for this position */
                min_position?: string;
                /** @description At most so long; 0–10000, else 2000 */
                wait_ms?: number;
                /** @description `allow`: rather an old answer than none */
                stale?: string;
            };
            header?: never;
            path: {
                player_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Seeds"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This belongs to another player */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown player */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The view is behind */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind did not answer; a command's outcome is unknown */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_client_seed: {
        parameters: {
            query?: never;
            header: {
                /** @description 1–255 visible ASCII */
                "Idempotency-Key": string;
            };
            path: {
                player_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientSeed"];
            };
        };
        responses: {
            /** @description Durable */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientSeedAnswer"];
                };
            };
            /** @description Not strict JSON, or no key */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This belongs to another player */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Invalid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not applied: retry freely */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Outcome unknown: retry with the key */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotate: {
        parameters: {
            query?: never;
            header: {
                /** @description 1–255 visible ASCII */
                "Idempotency-Key": string;
            };
            path: {
                player_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revealed, durable */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SeedRotated"];
                };
            };
            /** @description Not strict JSON, or no key */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This belongs to another player */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: a round is open */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Invalid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not applied: retry freely */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Outcome unknown: retry with the key */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stats: {
        parameters: {
            query?: {
                /** @description Wait for this position */
                min_position?: string;
                /** @description At most so long; 0–10000, else 2000 */
                wait_ms?: number;
                /** @description `allow`: rather an old answer than none */
                stale?: string;
            };
            header?: never;
            path: {
                player_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Stats"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This belongs to another player */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Unknown player */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The view is behind */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind did not answer; a command's outcome is unknown */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    withdraw: {
        parameters: {
            query?: never;
            header: {
                /** @description 1–255 visible ASCII */
                "Idempotency-Key": string;
            };
            path: {
                player_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Withdrawal"];
            };
        };
        responses: {
            /** @description Durable */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FundsAnswer"];
                };
            };
            /** @description Not strict JSON, or no key */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This belongs to another player */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Refused: funds */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Invalid */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Not applied: retry freely */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Outcome unknown: retry with the key */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    summary: {
        parameters: {
            query?: {
                /** @description Wait for these positions */
                min_position?: string;
                /** @description At most so long; 0–10000, else 2000 */
                wait_ms?: number;
                /** @description `allow`: rather an old answer than none */
                stale?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            /** @description A parameter is wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The view is behind */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind did not answer; a command's outcome is unknown */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stream: {
        parameters: {
            query?: {
                /** @description Some of feed, board, system, me */
                topics?: string;
            };
            header?: {
                /** @description Where an earlier stream ended */
                "Last-Event-ID"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events without end */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description `me` without a token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description A parameter is wrong */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many listen */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind cannot be reached; nothing was applied */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind did not answer; a command's outcome is unknown */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    partitions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description By number */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SystemPartitions"];
                };
            };
            /** @description No token, or one that does not count */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description This belongs to another player */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description Too many requests; see Retry-After */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind cannot be reached; nothing was applied */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The service behind did not answer; a command's outcome is unknown */
            504: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    gateway_health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayHealth"];
                };
            };
        };
    };
    gateway_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceHealth"];
                };
            };
        };
    };
    gateway_ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GatewayHealth"];
                };
            };
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
