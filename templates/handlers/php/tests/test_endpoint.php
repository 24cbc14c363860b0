<?php

declare(strict_types=1);

// The webhook as OTYS meets it: addresses, methods, sizes, forms, and what is answered.

namespace Owskit\Tests;

use Owskit\{Log, OwsError, Trigger};
use Owskit\Web\{Endpoint, Request, Response};

final class Posted
{
    public readonly Bench $bench;
    public bool $bodyWasRead = false;

    public function __construct()
    {
        $this->bench = new Bench([new Trigger('one', 'one.php', ['VacancyService.update'])], new FakeOws(static fn () => null));
    }

    /** @param resource|string|null $content */
    public function send(
        ?string $content = null,
        string $path = '/' . Bench::SECRET,
        string $method = 'POST',
        string $query = 'owskit=test&client=7&user=12',
        ?string $length = null,
    ): Response {
        $content ??= self::delivered([null, 'uid-1', ['title' => 'Baker']]);
        return (new Endpoint($this->bench->project))->answer(new Request($method, $path, $query, $length, function () use ($content) {
            $this->bodyWasRead = true;
            $stream = fopen('php://memory', 'w+b');
            fwrite($stream, $content);
            rewind($stream);
            return $stream;
        }));
    }

    public static function delivered(mixed $args, mixed $result = 'uid-1'): string
    {
        return json_encode(['request' => ['method' => 'Otys.Services.VacancyService.update', 'args' => $args], 'result' => $result], JSON_THROW_ON_ERROR);
    }

    /** @return array{string, string} */
    public static function decision(Response $response): array
    {
        Check::same(200, $response->status, 'status');
        Check::that(strlen($response->body) < 1024, 'the answer is too long');
        $answer = json_decode($response->body, true, 512, JSON_THROW_ON_ERROR);
        return [$answer['decision'], $answer['reason']];
    }
}

$tests = [
    'the answer says what was decided' => static function (): void {
        $answer = json_decode((new Posted())->send()->body, true);
        Check::same(26, strlen($answer['root']), 'letters of the root');
        unset($answer['root']);
        Check::same(
            ['owskit' => 1, 'trigger' => 'one', 'decision' => 'accepted', 'reason' => 'queued', 'hop' => 0, 'budget' => [1, 10000]],
            $answer,
            'answer'
        );
    },
    'GET /healthz and /readyz' => static function (): void {
        Check::same(200, (new Posted())->send(path: '/healthz', method: 'GET')->status);
        Check::same(200, (new Posted())->send(path: '/readyz', method: 'GET')->status);
    },
    'a method that is not POST' => static function (): void {
        foreach (['GET', 'PUT', 'DELETE', 'PURGE'] as $method) {
            $posted = new Posted();
            Check::same(405, $posted->send(method: $method)->status, $method);
            Check::same(false, $posted->bodyWasRead, 'the body was read');
        }
    },
    'a body of just 1 MiB, and one byte more' => static function (): void {
        $padded = static fn (int $size): string => str_pad(Posted::delivered([null, 'uid-1', ['title' => 'Baker']]), $size);
        Check::same(['accepted', 'queued'], Posted::decision((new Posted())->send($padded((1 << 20) - 1))));
        Check::same(['accepted', 'queued'], Posted::decision((new Posted())->send($padded(1 << 20))));
        Check::same(413, (new Posted())->send($padded((1 << 20) + 1))->status, 'counted while reading');
    },
    'a length that says too much is refused unread' => static function (): void {
        foreach (['1048577', '99999999999999999999', '-1', 'many', '1e3'] as $length) {
            $posted = new Posted();
            Check::same(413, $posted->send(length: $length)->status, $length);
            Check::same(false, $posted->bodyWasRead, 'the body was read');
        }
    },
    'a body that ends early was cut off' => static function (): void {
        Check::same(400, (new Posted())->send('{"request"', length: '400')->status);
    },
    'session and secret never reach the log or the answer' => static function (): void {
        $log = '';
        Log::to(static function (string $line) use (&$log): void {
            $log .= $line;
        });
        $posted = new Posted();
        $answer = $posted->send(Posted::delivered(['the-session-of-a-person', 'uid-1', ['lastName' => 'Jansen']]));
        $posted->send(path: '/a-wrong-secret');
        foreach (['the-session-of-a-person', Bench::SECRET, 'a-wrong-secret', 'Jansen'] as $secret) {
            Check::that(!str_contains($log . $answer->body, $secret), "$secret was shown");
        }
        $store = (string) file_get_contents($posted->bench->folder . '/store.sqlite') . @file_get_contents($posted->bench->folder . '/store.sqlite-wal');
        Check::that(!str_contains($store, 'the-session-of-a-person'), 'the session was stored');
    },
    'a guard that raises parks the delivery and is not asked again' => static function (): void {
        $said = '';
        Log::to(static function (string $line) use (&$said): void {
            $said .= $line;
        });
        $failing = new class {
            public int $asked = 0;

            public function holds(): bool
            {
                $this->asked++;
                throw new \DomainException('a name nobody may see');
            }
        };
        $trigger = new Trigger('one', 'one.php', ['VacancyService.update'], [$failing]);
        $bench = new Bench([$trigger], new FakeOws(static fn () => null));
        $decided = $bench->deliver('VacancyService.update', ['uid-1', ['title' => 'Baker']])->outcomes[0]->decision;
        Check::same(['parked', 'guards-raised'], [$decided->decision, $decided->reason]);
        Check::same(0, $bench->work(['one' => static fn () => \Owskit\Decision::done()]), 'runs');
        Check::same(1, count($bench->project->store->inbox->parked('guards-raised', 9)), 'parked');
        Check::same([], $bench->project->store->inbox->undecided($bench->now + 10 ** 9), 'undecided');
        Check::same(1, $failing->asked, 'asked');
        Check::that(str_contains($said, 'DomainException at test_endpoint.php:') && !str_contains($said, 'nobody may see'), $said);
    },
    'what a killed process left half-written in the spool goes' => static function (): void {
        $posted = new Posted();
        $spool = $posted->bench->folder . '/spool';
        mkdir($spool);
        foreach (['D1.json' => 3700, 'D8.part' => 3700, 'D9.part' => 3500] as $name => $age) {
            file_put_contents("$spool/$name", 'torn');
            touch("$spool/$name", time() - $age);
        }
        \Owskit\Retention::keep($posted->bench->project);
        Check::same(['D1.json', 'D9.part'], array_values(array_diff(scandir($spool), ['.', '..'])));
    },
    'a store that cannot be used: the delivery is kept on the disk, and 503 where it is kept nowhere' => static function (): void {
        $posted = new Posted();
        mkdir($posted->bench->folder . '/store.sqlite');
        Check::same(['parked', 'store-unreachable'], Posted::decision($posted->send()));
        Check::same(1, count($posted->bench->project->spool->all()), 'in the spool');
        rmdir($posted->bench->folder . '/store.sqlite');
        foreach (['no JSON', '{"received": 1}', '[]'] as $number => $text) {
            file_put_contents($posted->bench->folder . "/spool/0-$number.json", $text);
        }
        $done = [];
        $posted->bench->work(['one' => static function () use (&$done) {
            $done[] = 1;
            return \Owskit\Decision::done();
        }]);
        Check::same([[1], []], [$done, $posted->bench->project->spool->all()], 'taken from the spool and handled');

        $posted = new Posted();
        mkdir($posted->bench->folder . '/store.sqlite');
        file_put_contents($posted->bench->folder . '/spool', 'a file is in the way');
        Check::same(503, $posted->send()->status);
        Check::same(503, $posted->send(path: '/readyz', method: 'GET')->status);
    },
];
foreach (['/' . Bench::SECRET, '/' . Bench::OLD_SECRET, '/some/prefix/' . Bench::SECRET] as $path) {
    $tests["a live secret: $path"] = static fn () => Check::same(['accepted', 'queued'], Posted::decision((new Posted())->send(path: $path)));
}
foreach (['/', '', '/wrong', '/' . Bench::SECRET . 'x', '/' . Bench::SECRET . '/', '/x' . Bench::SECRET, "/\0", '/é'] as $path) {
    $tests['no secret: ' . json_encode($path)] = static function () use ($path): void {
        foreach (['POST', 'GET', 'DELETE'] as $method) {
            $posted = new Posted();
            $response = $posted->send(path: $path, method: $method);
            Check::same([404, '', false], [$response->status, $response->body, $posted->bodyWasRead], $method);
        }
    };
}
foreach ([
    '', '{', '[]', 'null', '"text"', '1', '{}', '{"request":null}', '{"request":[]}', '{"request":{"method":"A.update"}}',
    '{"request":{"method":5,"args":[]}}', '{"request":{"method":"A.update","args":"x"}}', '{"request":{"method":"A.update","args":{"x":1}}}',
    '{"request":{"method":"A.update","args":{"100":1}}}', '{"request":{"method":"<?php x","args":[]}}', '{"request":{"method":"","args":[]}}',
    "{\"request\":{\"method\":\"A.update\",\"args\":[\"\xff\"]}}", '{"request":{"method":"A.update","args":[NaN]}}',
    '{"request":{"method":"A.update","args":["\\ud800"]}}', '{"request":{"method":"A.update","args":[1e999]}}',
    '{"request":{"method":"A.update","args":' . str_repeat('[', 100_000) . str_repeat(']', 100_000) . '}}',
] as $number => $content) {
    $tests["malformed $number: " . substr($content, 0, 60)] = static function () use ($content): void {
        Check::same(['ignored', 'malformed'], Posted::decision((new Posted())->send($content)));
    };
}
return $tests;
