<?php

declare(strict_types=1);

namespace Owskit\Tests;

use Owskit\{Arrival, Clock, Delivery, Guards, Intake, Job, KillSwitch, Project, Settings, Spool, Taken, Transport, Trigger, Worker, WriteGuards};
use Owskit\Store\Store;

/** A project for a test: a store of its own, a clock that stands, and an OWS that answers what the test wants. */
final class Bench
{
    public const SECRET = 'a-secret-for-the-tests-only';
    public const OLD_SECRET = 'the-secret-before-that-one-';

    /** Milliseconds since 1970. */
    public int $now = 1_795_165_200_000;
    public readonly string $folder;
    public readonly Settings $settings;
    public Project $project;

    /** @param list<Trigger> $triggers */
    public function __construct(
        public readonly array $triggers,
        Transport $ows,
        ?string $ownUser = '99',
        int $dailyLimit = Project::DAILY_LIMIT,
        ?Store $store = null,
    ) {
        $this->folder = Place::make();
        $this->settings = Settings::read([
            'OWSKIT_WEBHOOK_SECRET' => self::SECRET,
            'OWSKIT_WEBHOOK_SECRET_PREVIOUS' => self::OLD_SECRET,
            'OTYS_API_KEY' => 'api-key-of-the-tests',
            'OTYS_USER_ID' => (string) $ownUser,
        ], $this->folder);
        $this->project = new Project(
            settings: $this->settings,
            triggers: $triggers,
            store: $store ?? Store::of($this->settings->store, 'tests'),
            spool: new Spool($this->settings->spool),
            switch: new KillSwitch('', $this->settings->pauseFile),
            clock: new Clock(instead: fn (): int => $this->now),
            guards: new Guards($this->settings->userId),
            writeGuards: new WriteGuards($dailyLimit),
            dailyLimit: $dailyLimit,
            http: $ows,
        );
    }

    /** @param list<mixed> $args after the session */
    public function deliver(string $call, array $args, ?string $user = '12', mixed $result = null, mixed $session = null, ?string $id = null): Taken
    {
        return (new Intake($this->project))->take($this->delivery($call, $args, $user, $result, $session), $id);
    }

    /** @param list<mixed> $args after the session */
    public function delivery(string $call, array $args, ?string $user = '12', mixed $result = null, mixed $session = null): Delivery
    {
        $request = ['method' => Delivery::PREFIX . $call, 'args' => [$session, ...$args]];
        $body = json_encode(['request' => $request, 'result' => $result], JSON_THROW_ON_ERROR);
        return Delivery::read($body, "owskit=tests&client=7&user=$user", $this->settings->marks);
    }

    /** A job for the trigger, whatever its conditions say. */
    public function enqueue(Trigger $trigger, Delivery $delivery): void
    {
        $arrival = new Arrival('D1', $this->now, $delivery->entity(), $delivery->event->serviceCall, $delivery->payload(), '', '', '', true);
        $this->project->store->inbox->take($arrival, fn (): array => [
            new Job('D1', $trigger->name, $delivery->entity(), 'D1', 0, due: $this->now),
        ]);
    }

    /** The same project while its store cannot be reached. */
    public function withoutStore(): self
    {
        $bench = clone $this;
        $bench->project = $this->project->with(new Store(new NoInbox(), $this->project->store->writes, $this->project->store->switches));
        return $bench;
    }

    /** @param array<string, \Closure> $handlers by trigger */
    public function work(array $handlers): int
    {
        $worker = new Worker($this->project, $handlers);
        $worker->takeOver();
        return $worker->workAll();
    }
}
