<?php

declare(strict_types=1);

// From what OTYS posts to the event: the forms that arguments, results and merge fields come in.

namespace Owskit\Tests;

use Owskit\{Condition, Delivery, Event, Marks, Values};

$posted = static fn (string $method, mixed $args, mixed $result = null, string $query = 'client=7&user=12'): Delivery => Delivery::read(
    json_encode(['request' => ['method' => $method, 'args' => $args], 'result' => $result], JSON_THROW_ON_ERROR),
    $query,
    new Marks('key')
);

$tests = [
    'a list and an object are the same, and the session is gone' => static function () use ($posted): void {
        foreach ([['session', 'u1', ['a' => 1]], (object) ['0' => 'session', '1' => 'u1', '2' => ['a' => 1]]] as $args) {
            $event = $posted('Otys.Services.CandidateService.updateEx', $args)->event;
            Check::same(['u1', ['a' => 1]], array_slice($event->args, 1));
            Check::that(str_starts_with($event->args[0], 'session:') && $event->args[0] !== 'session:session', 'no mark');
            Check::same(['CandidateService.updateEx', 'u1', ['a' => 1]], [$event->serviceCall, $event->uid, $event->changes]);
        }
    },
    'a session that was filtered out' => static function () use ($posted): void {
        foreach ([[null, 'u1'], ['', 'u1'], (object) ['1' => 'u1']] as $args) {
            Check::same([null, 'u1'], $posted('VacancyService.delete', $args)->event->args);
        }
    },
    'equal sessions have equal marks' => static function () use ($posted): void {
        [$one, $two, $other] = array_map(static fn (string $session): string => $posted('A.update', [$session])->session(), ['s1', 's1', 's2']);
        Check::that($one === $two && $two !== $other, 'marks');
    },
    'further secrets are marked too' => static function () use ($posted): void {
        $event = $posted('FreeInteractionService.sessionCommit', [null, 'interaction-session'], ['answerSetId' => 3])->event;
        Check::that(!str_contains(json_encode($event->args), 'interaction-session'), 'a session was kept');
        Check::same(null, $event->uid);
    },
    'an event does not show what it holds' => static function () use ($posted): void {
        ob_start();
        var_dump($posted('A.update', [null, 'u1', ['lastName' => 'Jansen']], 'Jansen')->event);
        Check::that(!str_contains((string) ob_get_clean(), 'Jansen'), 'shown');
    },
    'what the inbox keeps is the same again' => static function () use ($posted): void {
        $one = $posted('VacancyService.update', [null, 'u1', ['a' => ['b' => [1, 2.5, null, 'é']]]], ['status' => 'success', 'data' => []]);
        Check::that(Delivery::ofPayload($one->payload()) == $one, 'another delivery');
    },
    'conditions look into arguments and results' => static function () use ($posted): void {
        $delivery = $posted('A.update', [null, 'u1', ['a' => ['b' => [5, 6]], 'n' => null]], ['status' => 'success', 'data' => ['id' => 9]]);
        foreach ([
            [true, 'args.2.a.b.1', 'in', [1, '6']], [true, 'args.2.n', 'present', []], [true, 'result.id', 'equals', [9]],
            [true, 'result.data.id', 'equals', [9]], [false, 'args.2.missing', 'present', []], [false, 'args.2.a.b.9', 'present', []],
        ] as [$holds, $path, $test, $values]) {
            Check::same($holds, (new Condition($path, $test, $values))->holds($delivery), $path);
        }
    },
];
foreach ([
    ['CandidateService.add', [null, ['a' => 1]], 'new', 'new'],
    ['CandidateService.add', [null, ['a' => 1]], ['status' => 'success', 'data' => 'new'], 'new'],
    ['CandidateService.add', [null, ['a' => 1]], ['uid' => 17], '17'],
    ['VacancyService.setExtraFieldValue', [null, 17, 'x'], true, '17'],
    ['CandidateService.update', [null, ['u1', 'u2'], ['statusId' => 1]], true, null],
    ['CandidateService.update', [null], true, null],
    ['CsmService.setValue', [null, 'SE1'], true, null],
] as $number => [$method, $args, $result, $uid]) {
    $tests["which record $number"] = static fn () => Check::same($uid, $posted($method, $args, $result)->event->uid, $method);
}
foreach ([
    ['u1', 'u1', false], [[], [], false], [['status' => 'success', 'data' => ['x' => 1]], ['x' => 1], false],
    [['status' => 'error', 'message' => 'no'], null, true],
    [['status' => 'Active', 'uid' => 'u1', 'title' => 't'], ['status' => 'Active', 'uid' => 'u1', 'title' => 't'], false],
] as $number => [$result, $unwrapped, $failed]) {
    $tests["results bare and wrapped $number"] = static function () use ($posted, $result, $unwrapped, $failed): void {
        $delivery = $posted('VacancyService.update', [null, 'u1', []], $result);
        Check::same([$unwrapped, $failed, []], [$delivery->event->result, $delivery->failed, $delivery->event->changes]);
    };
}
foreach (['', 'user=', 'user={%user.internalId%}', 'user=%7B%25user.internalId%25%7D', 'user=me', 'user=-1', 'user[]=5', str_repeat('x', 5000)] as $query) {
    $tests['a merge field that says nothing: ' . substr($query, 0, 30)] = static fn () => Check::same(null, $posted('A.update', [], null, $query)->event->user);
}
foreach ([
    [12345, 12345, true], ['12345', 12345, true], [12345.0, '12345', true], [1, true, true], ['true', true, true], [true, '1', true],
    [0, false, true], ['', false, true], [false, 1, false], [2, true, false], [null, null, true], [null, '', false],
    [[12345], 12345, false], ["a'b\n{{ x }}", "a'b\n{{ x }}", true],
] as $number => [$found, $wanted, $equal]) {
    $tests["values as OTYS means them $number"] = static fn () => Check::same($equal, Values::same($found, $wanted), json_encode([$found, $wanted]));
}
return $tests;
