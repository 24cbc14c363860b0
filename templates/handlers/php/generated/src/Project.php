<?php

declare(strict_types=1);

namespace Owskit;

use Owskit\Store\Store;

/** Everything of a project that is running, put together once. */
final class Project
{
    public const DAILY_LIMIT = 10_000;

    private ?Connection $connection = null;
    private ?string $ownUser;

    /** @var list<string> */
    private readonly array $registered;

    /** @param list<Trigger> $triggers */
    public function __construct(
        public readonly Settings $settings,
        public readonly array $triggers,
        public readonly Store $store,
        public readonly Spool $spool,
        public readonly KillSwitch $switch,
        public readonly Clock $clock,
        public readonly Guards $guards,
        public readonly WriteGuards $writeGuards,
        public readonly int $dailyLimit = self::DAILY_LIMIT,
        private readonly Transport $http = new Http(),
    ) {
        $this->ownUser = $settings->userId === null ? null : (string) $settings->userId;
        $this->registered = array_merge(...array_map(static fn (Trigger $trigger): array => $trigger->serviceCalls, $triggers));
    }

    /** @throws CannotStart */
    public static function open(): self
    {
        $settings = Settings::ofProject();
        return new self(
            settings: $settings,
            triggers: Triggers::all(),
            store: Store::of($settings->store, Triggers::stack()),
            spool: new Spool($settings->spool),
            switch: new KillSwitch($settings->paused, $settings->pauseFile),
            clock: new Clock($settings->clockUrl),
            guards: new Guards($settings->userId),
            writeGuards: new WriteGuards($settings->dailyLimit),
            dailyLimit: $settings->dailyLimit,
            http: new Http(certificate: $settings->certificate),
        );
    }

    /** The same with another store, for tests. */
    public function with(Store $store): self
    {
        return new self(
            $this->settings, $this->triggers, $store, $this->spool, $this->switch, $this->clock, $this->guards,
            $this->writeGuards, $this->dailyLimit, $this->http,
        );
    }

    public function connection(): Connection
    {
        $onSession = function (#[\SensitiveParameter] string $session): void {
            $mark = (string) $this->settings->marks->mark($session);
            $this->store->switches->ownSession($mark, $this->clock->now() + Bounds::SESSION_LIFE);
        };
        return $this->connection ??= new Connection($this->settings->owsUrl, $this->settings->apiKey, $this->http, $onSession);
    }

    /** The user that our writes are made as: OTYS_USER_ID, or whom OWS says the API key belongs to (`ows.md` 3.1). */
    public function ownUser(): ?string
    {
        if ($this->ownUser === null) {
            $about = $this->connection()->call('check', []);
            $id = is_array($about) ? $about['id'] ?? null : null;
            $this->ownUser = is_int($id) || is_string($id) ? (string) $id : null;
        }
        return $this->ownUser;
    }

    public function trigger(string $name): ?Trigger
    {
        foreach ($this->triggers as $trigger) {
            if ($trigger->name === $name) {
                return $trigger;
            }
        }
        return null;
    }

    /** Whether a delivery comes back when we make this call. */
    public function isRegistered(string $serviceCall): bool
    {
        return in_array($serviceCall, $this->registered, true);
    }
}
