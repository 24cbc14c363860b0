<?php

declare(strict_types=1);

// Every handler of handlers/, for every call that wakes it: it runs and gives back a Decision.

namespace Owskit\Tests;

use Owskit\{Decision, Event, Handlers, Ows, Triggers};

$tests = [];
$handlers = Handlers::load(Triggers::all());
foreach (Triggers::all() as $trigger) {
    foreach ($trigger->serviceCalls as $call) {
        $tests["{$trigger->name} on $call"] = static function () use ($trigger, $call, $handlers): void {
            // An OWS that knows the record and nothing of it, and lets everything be written.
            $bench = new Bench([$trigger], new FakeOws(static fn (string $name): mixed => str_ends_with($name, '.getDetail') ? ['uid' => 'uid-1'] : 'uid-1'));
            $given = null;
            $handler = static function (Event $event, Ows $ows) use ($handlers, $trigger, &$given): Decision {
                return $given = $handlers[$trigger->name]($event, $ows);
            };
            $bench->enqueue($trigger, $bench->delivery($call, ['uid-1', ['field' => 'value']], result: 'uid-1'));
            Check::same(1, $bench->work([$trigger->name => $handler]), 'runs');
            Check::that($given instanceof Decision, 'it ended without a Decision: write what your handler needs into this test');
        };
    }
}
return $tests;
