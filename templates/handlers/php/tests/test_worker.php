<?php

declare(strict_types=1);

// The worker: order and lease by record, retries and parking, pause, what a second run repeats, and the command inbox.

namespace Owskit\Tests;

use Owskit\{Bounds, Console, Decision, Event, Job, Log, Ows, OwsError, Retention, Run, Trigger};

$trigger = new Trigger('one', 'one.php', ['VacancyService.update']);
$quiet = static fn (string $name): mixed => str_ends_with($name, '.getDetail') ? [] : 'ok';
$said = static function (Bench $bench, string ...$arguments): array {
    [$out, $err] = [fopen('php://memory', 'w+b'), fopen('php://memory', 'w+b')];
    $code = (new Console($bench->project, $out, $err))->run(array_values($arguments), "usage\n");
    return [$code, stream_get_contents($out, null, 0), stream_get_contents($err, null, 0)];
};

return [
    'what a record gets is handled in order, and another record does not wait' => static function () use ($trigger, $quiet): void {
        $bench = new Bench([$trigger], new FakeOws($quiet));
        $done = [];
        foreach ([['v1', 'a'], ['v1', 'b'], ['v2', 'c']] as $number => [$uid, $title]) {
            $bench->now += 1;
            $bench->deliver('VacancyService.update', [$uid, ['title' => $title]], id: "D$number");
        }
        $handler = static function (Event $event) use (&$done): Decision {
            $done[] = $event->changes['title'];
            return $event->changes['title'] === 'a' && count($done) === 1 ? throw new \RuntimeException('not yet') : Decision::done();
        };
        $bench->work(['one' => $handler]);
        Check::same(['a', 'c'], $done, 'b waits for a, which is to be tried again');
        $bench->now += 5_000;
        $bench->work(['one' => $handler]);
        Check::same(['a', 'c', 'a', 'b'], $done);
    },
    'a handler that raises is tried again with longer pauses, then parked, released, dropped' => static function () use ($trigger, $quiet, $said): void {
        $bench = new Bench([$trigger], new FakeOws($quiet));
        $bench->deliver('VacancyService.update', ['v1', ['title' => 'a']], id: 'D1');
        $at = [];
        $start = $bench->now;
        $handler = static function () use (&$at, $bench, $start): Decision {
            $at[] = intdiv($bench->now - $start, 1000);
            throw new \RuntimeException('the name of Jansen');
        };
        for ($second = 0; $second <= 5000; $second += 5) {
            $bench->work(['one' => $handler]);
            $bench->now += 5_000;
        }
        Check::same([0, 5, 35, 155, 755, 4355], $at);
        [$code, $list] = $said($bench, 'list');
        Check::that($code === 0 && str_contains($list, 'handler-raised') && str_contains($list, 'RuntimeException at test_worker.php:'), $list);
        Check::that(!str_contains($list, 'Jansen'), 'the text of the exception was shown');
        Check::same([0, "1 released.\n", ''], $said($bench, 'release', 'D1'));
        Check::same(1, $bench->work(['one' => static fn (): Decision => Decision::done()]));
        Check::same(1, $said($bench, 'release', 'D1')[0], 'nothing to release');
        Check::same([0, "0 not done.\n", ''], $said($bench, 'list'));
        $bench->deliver('VacancyService.update', ['v1', ['title' => 'b']], id: 'D2');
        Check::same([0, "1 dropped.\n", ''], $said($bench, 'drop', 'D2', 'one'));
        Check::same(0, $bench->work(['one' => static fn (): Decision => Decision::done()]));
    },
    'a worker that died: its job runs again when the lease has lapsed, and a write that is done is not made twice' => static function () use ($trigger): void {
        $mails = 0;
        $ows = new FakeOws(static function (string $name) use (&$mails): mixed {
            $mails += $name === 'EmailService.send' ? 1 : 0;
            return 'sent';
        });
        $bench = new Bench([$trigger], $ows);
        $bench->deliver('VacancyService.update', ['v1', ['title' => 'a']], id: 'D1');
        $given = [];
        $handler = static function (Event $event, Ows $ows) use (&$given): Decision {
            $given[] = $ows->call('EmailService.send', ['subject' => 'x']);
            return Decision::done();
        };
        // As far as a run comes: what it gives is never given back.
        $job = $bench->project->store->inbox->claim('token', $bench->now, $bench->now + Bounds::LEASE);
        (new Run($bench->project, $job ?? throw new Failed('no job'), $handler, 'token'))->ending();
        Check::same(0, $bench->work(['one' => $handler]), 'the lease still stands');
        $bench->now += Bounds::LEASE + 1;
        Check::same(1, $bench->work(['one' => $handler]));
        Check::same([1, ['sent', 'sent']], [$mails, $given]);
    },
    'a write that may have been made and cannot be compared waits for a person' => static function () use ($trigger, $said): void {
        $tries = 0;
        $ows = new FakeOws(static function () use (&$tries): mixed {
            return ++$tries === 1 ? throw new OwsError('OWS did not answer in time', null, OwsError::UNKNOWN) : 'sent';
        });
        $bench = new Bench([$trigger], $ows);
        $bench->deliver('VacancyService.update', ['v1', ['title' => 'a']], id: 'D1');
        $handler = static fn (Event $event, Ows $ows): Decision => Decision::done((string) $ows->call('EmailService.send', ['subject' => 'x']));
        $bench->work(['one' => $handler]);
        $bench->now += 5_000;
        $bench->work(['one' => $handler]);
        Check::same([1, 'parked', 'uncertain'], [$tries, ...(static fn (Job $job): array => [$job->state, $job->reason])($bench->project->store->inbox->open(9)[0])]);
        $said($bench, 'release', '--all', 'uncertain');
        $bench->work(['one' => $handler]);
        Check::same(2, $tries);
    },
    'paused: nothing runs and nothing is written, in the store, by a file and in the middle of a run' => static function () use ($trigger, $quiet, $said): void {
        $ows = new FakeOws($quiet);
        $bench = new Bench([$trigger], $ows);
        $bench->deliver('VacancyService.update', ['v1', ['title' => 'a']], id: 'D1');
        $handler = static function (Event $event, Ows $ows) use ($bench): Decision {
            $bench->project->store->switches->pause('one');
            try {
                $ows->update('VacancyService.update', 'v1', ['title' => 'A']);
            } catch (\Throwable) {
                // A handler that wants to go on all the same.
            }
            return Decision::done();
        };
        $bench->work(['one' => $handler]);
        Check::same([[], 'paused'], [$ows->calls, $bench->project->store->inbox->open(9)[0]->reason]);
        Check::same('parked', $bench->deliver('VacancyService.update', ['v2', ['title' => 'a']], id: 'D2')->outcomes[0]->decision->decision);
        Check::same([0, "one resumed.\n", ''], $said($bench, 'resume', 'one'));
        file_put_contents($bench->settings->pauseFile, '');
        Check::same('paused', $bench->deliver('VacancyService.update', ['v3', ['title' => 'a']], id: 'D3')->outcomes[0]->decision->reason);
        unlink($bench->settings->pauseFile);
        Check::same([0, "3 released.\n", ''], $said($bench, 'release', '--all', 'paused'));
        Check::same(3, $bench->work(['one' => static fn (): Decision => Decision::done()]));
        Check::same(1, $said($bench, 'pause', 'nobody')[0]);
        Check::same(2, $said($bench, 'what')[0]);
    },
    'what a handler catches is parked all the same, and it writes nothing more' => static function () use ($trigger, $quiet): void {
        $ows = new FakeOws($quiet);
        $bench = new Bench([$trigger], $ows, dailyLimit: 1);
        $bench->deliver('VacancyService.update', ['v1', ['title' => 'a']], '99', session: null, id: 'D0');
        $bench->deliver('VacancyService.update', ['v1', ['title' => 'a']], id: 'D1');
        $bench->work(['one' => static function (Event $event, Ows $ows): Decision {
            foreach (['A', 'B'] as $title) {
                try {
                    $ows->call('VacancyService.add', ['title' => $title]);
                } catch (\Throwable) {
                }
            }
            return Decision::done();
        }]);
        Check::same([[], 'budget'], [$ows->calls, $bench->project->store->inbox->open(9)[0]->reason]);
    },
    'a store that was taken away is another one, for a worker that runs too' => static function () use ($trigger, $quiet): void {
        $bench = new Bench([$trigger], new FakeOws($quiet));
        $bench->deliver('VacancyService.update', ['v1', ['title' => 'a']], id: 'D1');
        foreach (glob($bench->folder . '/store.sqlite*') ?: [] as $file) {
            unlink($file);
        }
        Check::same(0, $bench->work(['one' => static fn (): Decision => Decision::done()]));
        $bench->deliver('VacancyService.update', ['v1', ['title' => 'b']], id: 'D2');
        Check::same(1, $bench->work(['one' => static fn (): Decision => Decision::done()]));
        Check::that(is_file($bench->folder . '/store.sqlite'), 'no store');
    },
    'an answer that is a secret is not kept for a second run' => static function () use ($trigger): void {
        $bench = new Bench([$trigger], new FakeOws(static fn (string $name): string => str_ends_with($name, 'Token') ? 's3cret' : 'a note'));
        $bench->deliver('VacancyService.update', ['v1', ['title' => 'a']], id: 'D1');
        $bench->work(['one' => static function (Event $event, Ows $ows): Decision {
            Check::same('s3cret', $ows->call('CandidateService.generateFoLoginToken', 'u1', 1));
            $ows->call('NoteService.add', ['text' => 'x']);
            return Decision::done();
        }]);
        $kept = array_column($bench->project->store->writes->journal('D1', 'one'), 1);
        sort($kept);
        Check::same([null, 'a note'], $kept);
    },
    'after 14 days it is forgotten' => static function () use ($trigger, $quiet): void {
        $bench = new Bench([$trigger], new FakeOws($quiet));
        $bench->deliver('VacancyService.update', ['v1', ['title' => 'a']], id: 'D1');
        $bench->work(['one' => static fn (): Decision => Decision::done()]);
        $inbox = $bench->project->store->inbox;
        $inbox->prune($bench->now + Bounds::RETENTION - 1);
        Check::that($inbox->delivery('D1') !== null, 'gone too early');
        Check::same(0, $inbox->prune($bench->now + Bounds::RETENTION + 1));
        Check::same(null, $inbox->delivery('D1'));
    },
    'what nobody worked on for 14 days is forgotten too, and said' => static function () use ($trigger, $quiet): void {
        $bench = new Bench([$trigger], new FakeOws($quiet));
        $bench->deliver('VacancyService.update', ['v1', ['title' => 'a']], id: 'D1');
        $bench->deliver('VacancyService.update', ['v2', ['title' => 'a']], id: 'D2');
        $inbox = $bench->project->store->inbox;
        Check::same(0, $inbox->prune($bench->now + Bounds::RETENTION - 1));
        $bench->now += Bounds::RETENTION + 1;
        Check::same('D1', $inbox->claim('token', $bench->now, $bench->now + Bounds::LEASE)?->delivery);
        $bench->deliver('VacancyService.update', ['v3', ['title' => 'a']], id: 'D3');
        $lines = [];
        Log::to(static function (string $line) use (&$lines): void {
            $lines[] = json_decode($line, true)['deliveries'] ?? 0;
        });
        Retention::keep($bench->project);
        Check::same([1], $lines);
        Check::that($inbox->delivery('D1') !== null, 'it has begun at last');
        Check::same(null, $inbox->delivery('D2'));
        Check::same(['D1', 'D3'], array_column($inbox->open(9), 'delivery'));
    },
];
