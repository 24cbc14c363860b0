<?php

declare(strict_types=1);

// An OWS that answers back: every write of a handler is delivered to it again, in the ways that OTYS might.

namespace Owskit\Tests;

use Owskit\{Decision, Event, Ows, Trigger};

/** OWS with one vacancy, which delivers what was done to it. */
final class Loop
{
    public Bench $bench;
    public int $deliveries = 0;
    public int $writes = 0;

    /** @var array<string, mixed> */
    public array $vacancy = ['uid' => 'v1', 'title' => ''];

    /** @var list<array{array<string, mixed>, string|null}> what was done and by whom, and is to be delivered */
    private array $queue = [];

    public function __construct(
        private readonly \Closure $wanted,
        private readonly ?string $echoUser = '99',
        private readonly int $delay = 1_000,
        string $actor = 'dedicated',
        private readonly ?\Closure $bot = null,
    ) {
        $trigger = new Trigger('loop', 'loop.php', ['VacancyService.update'], actor: $actor);
        $this->bench = new Bench([$trigger], new FakeOws($this->ows(...)));
    }

    /** @param array<string, mixed> $changes */
    public function edit(array $changes, ?string $user = '12'): void
    {
        $this->vacancy = array_replace($this->vacancy, $changes);
        $this->queue[] = [$changes, $user];
    }

    /** Until nothing is left to deliver, or the cap. */
    public function run(int $cap = 60): void
    {
        $handler = function (Event $event, Ows $ows): Decision {
            $ows->update('VacancyService.update', (string) $event->uid, ($this->wanted)($this->vacancy, $this->bench->now));
            return Decision::done();
        };
        while ($this->queue !== [] && $this->deliveries < $cap) {
            [$changes, $user] = array_shift($this->queue);
            $this->bench->now += $this->delay;
            $this->deliveries++;
            $this->bench->deliver('VacancyService.update', ['v1', $changes], $user);
            $this->bench->work(['loop' => $handler]);
        }
    }

    private function ows(string $name, mixed $args): mixed
    {
        if ($name === 'VacancyService.getDetail') {
            return array_intersect_key($this->vacancy, $args[1]);
        }
        $this->writes++;
        $this->edit($args[1], $this->echoUser);
        if ($this->bot !== null) {
            $this->edit(($this->bot)($this->writes), '55');
        }
        return [];
    }
}

$upper = static fn (array $vacancy): array => ['title' => strtoupper($vacancy['title'])];
$stamp = static fn (array $vacancy, int $now): array => ['stamp' => $now];

return [
    'a person edits: one write, and its echo is skipped' => static function () use ($upper): void {
        $loop = new Loop($upper);
        $loop->edit(['title' => 'baker']);
        $loop->run();
        Check::same([2, 1, 'BAKER'], [$loop->deliveries, $loop->writes, $loop->vacancy['title']]);
        Check::same([], $loop->bench->project->store->inbox->open(10), 'left in the inbox');
    },
    'all marks blind: always a new value, a shared user, echoes past their expiry' => static function () use ($stamp): void {
        $loop = new Loop($stamp, delay: 901_000, actor: 'shared');
        $loop->edit(['title' => 'baker']);
        $loop->run();
        Check::that($loop->writes <= 10 && $loop->deliveries <= 11, "{$loop->deliveries} deliveries, {$loop->writes} writes");
    },
    'a bot puts the value back: two writes, then quarantine' => static function () use ($upper): void {
        $loop = new Loop($upper, actor: 'shared', delay: 2_000, bot: static fn (): array => ['title' => 'baker']);
        $loop->edit(['title' => 'baker']);
        $loop->run();
        Check::that($loop->writes <= 2 && $loop->deliveries <= 5, "{$loop->deliveries} deliveries, {$loop->writes} writes");
        Check::same(1, count($loop->bench->project->store->switches->quarantined()), 'in quarantine');
    },
    'a bot with ever new values: the breaker' => static function () use ($upper): void {
        $loop = new Loop($upper, actor: 'shared', delay: 2_000, bot: static fn (int $number): array => ['title' => "baker $number"]);
        $loop->edit(['title' => 'baker']);
        $loop->run();
        Check::that($loop->writes <= 3 && $loop->deliveries <= 7, "{$loop->deliveries} deliveries, {$loop->writes} writes");
    },
    'without the guards it would loop: the test is not empty' => static function () use ($stamp): void {
        $loop = new Loop($stamp, delay: 90_000_000, actor: 'shared');
        $loop->edit(['title' => 'baker']);
        $loop->run(cap: 20);
        Check::same(20, $loop->deliveries, 'one turn a day is no loop that a guard ends');
    },
];
