<?php

declare(strict_types=1);

// The environment, `.env`, and what cannot start.

namespace Owskit\Tests;

use Owskit\{Answer, CannotStart, Decision, EnvFile, Handlers, Outcome, Settings, Trigger, Ulid};

$secret = ['OWSKIT_WEBHOOK_SECRET' => 'a-secret-for-the-tests-only'];
$tests = [
    '.env is read: comments, quotes, spaces, line ends of Windows' => static function (): void {
        $text = "# A=1\r\nB = two words \r\nexport C='x # y'\nD=\"q\"\nE=\nno line\nF=a=b\n";
        Check::same(['B' => 'two words', 'C' => 'x # y', 'D' => 'q', 'E' => '', 'F' => 'a=b'], EnvFile::read($text));
    },
    'a relative store belongs to the project' => static function () use ($secret): void {
        Check::same('sqlite:////project/store.sqlite', Settings::read($secret, '/project')->store);
        Check::same('sqlite:////data/s', Settings::read($secret + ['OWSKIT_STORE' => 'sqlite:////data/s'], '/project')->store);
    },
    'a certificate and the number of workers may stand in `.env` too' => static function () use ($secret): void {
        $settings = Settings::read($secret + EnvFile::read("SSL_CERT_FILE=ca.pem\nPHP_CLI_SERVER_WORKERS=4\n"), '/project');
        Check::same(['/project/ca.pem', 4], [$settings->certificate, $settings->serverWorkers]);
        $settings = Settings::read($secret, '/project');
        Check::same([null, 1], [$settings->certificate, $settings->serverWorkers]);
    },
    'what cannot start says which variable, and no secret' => static function () use ($secret): void {
        foreach ([
            [[], 'OWSKIT_WEBHOOK_SECRET'], [['OWSKIT_WEBHOOK_SECRET' => 'short'], 'OWSKIT_WEBHOOK_SECRET'],
            [['OWSKIT_WEBHOOK_SECRET' => "it's no secret"], 'OWSKIT_WEBHOOK_SECRET'], [$secret + ['PORT' => 'x'], 'PORT'],
            [$secret + ['PORT' => '70000'], 'PORT'], [$secret + ['OTYS_USER_ID' => 'me'], 'OTYS_USER_ID'],
            [$secret + ['OTYS_OWS_URL' => 'ftp://x'], 'OTYS_OWS_URL'], [$secret + ['OWSKIT_STORE' => 'memory://'], 'OWSKIT_STORE'],
        ] as [$environment, $name]) {
            $error = Check::raises(CannotStart::class, static fn () => Settings::read($environment, '/project'));
            Check::that(str_contains($error->getMessage(), $name), $error->getMessage());
            Check::that(!str_contains($error->getMessage(), 'no secret'), 'the secret was shown');
        }
    },
    'a handler that is no handler is said by its name' => static function (): void {
        $folder = Place::make();
        foreach (['<?php return 5;' => 'does not return', '<?php syntax error' => 'is not PHP', '<?php nothing();' => 'cannot be read'] as $text => $says) {
            file_put_contents("$folder/one.php", $text);
            $error = Check::raises(CannotStart::class, static fn () => Handlers::load([new Trigger('one', 'one.php', [])], $folder));
            Check::that(str_contains($error->getMessage(), 'handlers/one.php') && str_contains($error->getMessage(), $says), $error->getMessage());
        }
        Check::raises(CannotStart::class, static fn () => Handlers::load([new Trigger('one', 'none.php', [])], $folder));
    },
    'an answer is under 1 kB whatever the reasons are' => static function (): void {
        foreach ([1, 2, 40] as $count) {
            $outcomes = array_map(
                static fn (int $number): Outcome => new Outcome("trigger-$number", new Decision($number === 1 ? 'done' : 'skip', str_repeat("\u{1F600}\n\u{202E}", 90))),
                range(1, $count)
            );
            $answer = Answer::of('01J', $outcomes, [1, 10000]);
            Check::that(strlen($answer) < 1024, strlen($answer) . ' bytes');
            Check::same('done', json_decode($answer, true)['decision']);
        }
    },
    'ids sort by time and differ' => static function (): void {
        $ids = array_map(static fn (int $number): string => Ulid::at(1_795_165_200_000 + $number), range(0, 99));
        $sorted = $ids;
        sort($sorted, SORT_STRING);
        Check::same($sorted, $ids);
        Check::same(26, strlen($ids[0]));
        Check::that(Ulid::at(1) !== Ulid::at(1), 'equal');
    },
];
return $tests;
