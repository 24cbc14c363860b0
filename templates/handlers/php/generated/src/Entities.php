<?php

declare(strict_types=1);

namespace Owskit;

/** Which argument of a call names the record and which holds the data: as triggers.yaml says, then by call, by verb. */
final class Entities
{
    private const LONGEST_UID = 200;

    private const FIRST = 'first';
    private const RESULT = 'result';
    private const NONE = 'none';

    /** `add` has its data first and the new uid only in the answer; all others have the uid first. */
    private const BY_VERB = [
        'add' => self::RESULT,
        'addRecursive' => self::NONE,
        'assignQuestionSet' => self::FIRST,
        'delete' => self::FIRST,
        'generateFoLoginToken' => self::FIRST,
        'getDetail' => self::FIRST,
        'incrementViewCount' => self::FIRST,
        'resetVacancySlug' => self::FIRST,
        'saveCustomSlug' => self::FIRST,
        'setExtraFieldValue' => self::FIRST,
        'setGdprDueDatePartner' => self::FIRST,
        'setNewPassword' => self::FIRST,
        'update' => self::FIRST,
        'updateBulk' => self::FIRST, // a list of them
        'updateEx' => self::FIRST,
        'updateWithVersioning' => self::FIRST,
    ];

    /** Their first argument is a criterion, not a record. */
    private const BY_CALL = [
        'MatchCriteriaService.update' => self::NONE,
        'MatchCriteriaSettingsService.update' => self::NONE,
    ];

    /** Which arguments are secrets. Slot 0 is the session of nearly every call; some carry a second one or a password. */
    private const SECRET_SLOTS = [
        'login' => [0, 1],
        'loginAs' => [0, 1],
        'FreeInteractionService.sessionCommit' => [0, 1],
        'FreeInteractionService.sessionSubmit' => [0, 1],
        'OCDService.loginUser' => [0, 1, 2],
        'WebusersService.setNewPassword' => [0, 2],
    ];

    /** Calls whose whole result is one: a session, or a link that logs in. */
    private const SECRET_RESULTS = ['login', 'loginByUid', 'loginAs', 'CandidateService.generateFoLoginToken'];

    /**
     * Names under which one stands, at any depth of arguments and result. The text of a mail is among them: OTYS puts new
     * passwords and confirmation codes into it.
     */
    private const SECRET_NAMES = [
        'PHPSESSID', 'amqp_password', 'htmlBody', 'htmlMessage', 'password', 'sessionId', 'session_id', 'webhookUrl',
        'webhook_url', 'webhookurl',
    ];
    /** By service, besides those. */
    private const SECRET_NAMES_OF = [
        'EmailService' => ['body', 'content', 'html', 'message', 'plainText', 'text', 'textBody', 'textMessage'],
        'JobSearchAgentService' => ['code'],
        'Sdv2StandardDocumentService' => ['body', 'code', 'textBody'],
    ];

    /** @var array<string, string>|null call => path, read once */
    private static ?array $places = null;

    /**
     * Of `$count` arguments. Of a call that is not known and whose name speaks of a password it may be any of them.
     *
     * @return list<int>
     */
    public static function secretSlots(string $serviceCall, int $count): array
    {
        $unknown = stripos($serviceCall, 'password') === false ? [0] : array_keys(array_fill(0, $count, true));
        return self::SECRET_SLOTS[$serviceCall] ?? $unknown;
    }

    public static function isSecretResult(string $serviceCall): bool
    {
        return in_array($serviceCall, self::SECRET_RESULTS, true);
    }

    /** @return list<string> */
    public static function secretNames(string $serviceCall): array
    {
        return [...self::SECRET_NAMES, ...self::SECRET_NAMES_OF[explode('.', $serviceCall)[0]] ?? []];
    }

    /**
     * The record's uid as text; null where none is known or there are several.
     *
     * @param list<mixed> $args
     */
    public static function uidOf(string $serviceCall, array $args, mixed $result): ?string
    {
        return self::uid(self::named($serviceCall, $args, $result));
    }

    /**
     * Those of a call on many records, in its order and each once; empty where no list of them stands there.
     *
     * @param list<mixed> $args
     * @return list<string>
     */
    public static function uidsOf(string $serviceCall, array $args, mixed $result): array
    {
        $found = self::named($serviceCall, $args, $result);
        $uids = is_array($found) && array_is_list($found) ? array_map(self::uid(...), $found) : [];
        return array_values(array_unique(array_filter($uids, static fn (?string $uid): bool => $uid !== null)));
    }

    /**
     * The data of a call: its first argument that is an object. Empty where there is none (PHP sends `[]`).
     *
     * @param list<mixed> $args
     * @return array<array-key, mixed>
     */
    public static function changesOf(array $args): array
    {
        foreach (array_slice($args, 1) as $argument) {
            if (is_array($argument) && !array_is_list($argument)) {
                return $argument;
            }
        }
        return [];
    }

    /** What is one thing at OTYS, and is therefore handled one at a time: the record, or the call where there is none. */
    public static function keyOf(string $serviceCall, ?string $uid): string
    {
        return $uid === null ? $serviceCall : explode('.', $serviceCall)[0] . '/' . $uid;
    }

    /** Whether a call says by its arguments which record it is about. */
    public static function hasUid(string $serviceCall): bool
    {
        return self::place($serviceCall) === self::FIRST;
    }

    /**
     * What stands where the call names its record.
     *
     * @param list<mixed> $args
     */
    private static function named(string $serviceCall, array $args, mixed $result): mixed
    {
        $path = self::places()[$serviceCall] ?? null;
        return match ($path ?? self::place($serviceCall)) {
            self::FIRST => $args[1] ?? null,
            self::RESULT => $result,
            self::NONE => null,
            default => self::walk($path ?? '', $args, $result),
        };
    }

    private static function uid(mixed $found): ?string
    {
        if (is_array($found)) {
            $found = $found['uid'] ?? null;
        }
        $uid = is_int($found) || is_string($found) ? (string) $found : '';
        return $uid !== '' && strlen($uid) <= self::LONGEST_UID ? $uid : null;
    }

    /** @param list<mixed> $args */
    private static function walk(string $path, array $args, mixed $result): mixed
    {
        $steps = explode('.', $path);
        $value = array_shift($steps) === 'args' ? $args : $result;
        foreach ($steps as $step) {
            $value = is_array($value) ? $value[$step] ?? null : null;
        }
        return $value;
    }

    /** @return array<string, string> */
    private static function places(): array
    {
        return self::$places ??= require dirname(__DIR__) . '/places.php';
    }

    private static function place(string $serviceCall): string
    {
        $verb = substr($serviceCall, (int) strrpos('.' . $serviceCall, '.'));
        return self::BY_CALL[$serviceCall] ?? self::BY_VERB[$verb] ?? self::NONE;
    }
}
