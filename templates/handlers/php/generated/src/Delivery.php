<?php

declare(strict_types=1);

namespace Owskit;

/** A POST of OTYS: read, unwrapped, and without the session. The event for the handlers, and what the guards need. */
final class Delivery
{
    public const PREFIX = 'Otys.Services.';
    private const MARK = 'session:';
    private const MOST_ARGUMENTS = 100;
    private const WRAPPER = ['status', 'data', 'message', 'code', 'id'];

    public function __construct(
        public readonly Event $event,
        public readonly bool $failed,
        public readonly mixed $postedResult,
    ) {
    }

    /**
     * @throws Malformed without a word of the body, where it is no object with `request.method` and `request.args`
     */
    public static function read(string $body, string $query, #[\SensitiveParameter] string $guardKey): self
    {
        $posted = Json::object($body);
        $request = $posted['request'] ?? null;
        $method = is_array($request) ? $request['method'] ?? null : null;
        if (!is_array($request) || !is_string($method) || preg_match('/\A[A-Za-z][A-Za-z0-9_.]{0,199}\z/', $method) !== 1) {
            throw new Malformed();
        }
        $serviceCall = str_starts_with($method, self::PREFIX) ? substr($method, strlen(self::PREFIX)) : $method;
        $args = self::marked($serviceCall, self::arguments($request['args'] ?? null), $guardKey);
        $postedResult = self::resultMarked($serviceCall, $posted['result'] ?? null, $guardKey);
        [$result, $succeeded] = self::unwrapped($postedResult);
        $given = self::query($query);
        $event = new Event(
            serviceCall: $serviceCall,
            uid: Entities::uidOf($serviceCall, $args, $result),
            changes: Entities::changesOf($args),
            args: $args,
            result: $result,
            client: self::merged($given['client'] ?? null),
            user: self::merged($given['user'] ?? null),
        );
        return new self($event, !$succeeded || isset($posted['error']), $postedResult);
    }

    /** What guards count by: the record, or without one the call. */
    public function entity(): string
    {
        return Entities::keyOf($this->event->serviceCall, $this->event->uid);
    }

    /** Who did it; empty where nobody is named. */
    public function actor(): string
    {
        return $this->event->user ?? '';
    }

    /** The mark of the session that made the call; empty where OTYS keeps it back. */
    public function session(): string
    {
        $mark = $this->event->args[0] ?? null;
        return is_string($mark) && str_starts_with($mark, self::MARK) ? $mark : '';
    }

    /** As the inbox keeps it, in every language. */
    public function payload(): string
    {
        return Json::encode([
            'service_call' => $this->event->serviceCall,
            'args' => $this->event->args,
            'result' => $this->event->result,
            'client' => $this->event->client,
            'user' => $this->event->user,
            'uid' => $this->event->uid,
            'changes' => (object) $this->event->changes,
            'posted_result' => $this->postedResult,
        ]);
    }

    public static function ofPayload(string $payload): self
    {
        $kept = Json::decode($payload, 512);
        $event = new Event(
            serviceCall: $kept['service_call'],
            uid: $kept['uid'],
            changes: $kept['changes'],
            args: $kept['args'],
            result: $kept['result'],
            client: $kept['client'],
            user: $kept['user'],
        );
        return new self($event, false, $kept['posted_result']);
    }

    /**
     * The arguments with a mark in place of each session, password and text of a mail.
     *
     * @param list<mixed> $args
     * @return list<mixed>
     */
    public static function marked(string $serviceCall, array $args, #[\SensitiveParameter] string $guardKey): array
    {
        $args = array_values(self::namesMarked($args, Entities::secretNames($serviceCall), $guardKey));
        foreach (Entities::secretSlots($serviceCall, count($args)) as $slot) {
            if (array_key_exists($slot, $args)) {
                $args[$slot] = self::mark($args[$slot], $guardKey);
            }
        }
        return $args;
    }

    private static function resultMarked(string $serviceCall, mixed $posted, #[\SensitiveParameter] string $guardKey): mixed
    {
        if (!Entities::isSecretResult($serviceCall)) {
            return is_array($posted) ? self::namesMarked($posted, Entities::secretNames($serviceCall), $guardKey) : $posted;
        }
        return self::isWrapped($posted)
            ? ['data' => self::mark($posted['data'] ?? null, $guardKey)] + $posted
            : self::mark($posted, $guardKey);
    }

    /**
     * A mark in place of each value that has a secret's name.
     *
     * @param array<array-key, mixed> $values
     * @param list<string>            $names
     * @return array<array-key, mixed>
     */
    private static function namesMarked(array $values, array $names, #[\SensitiveParameter] string $guardKey): array
    {
        foreach ($values as $name => $value) {
            if (is_string($name) && in_array($name, $names, true)) {
                $values[$name] = self::mark($value, $guardKey);
            } elseif (is_array($value)) {
                $values[$name] = self::namesMarked($value, $names, $guardKey);
            }
        }
        return $values;
    }

    /** Equal sessions give equal marks; nobody gets from a mark to the session. */
    public static function mark(mixed $session, #[\SensitiveParameter] string $guardKey): ?string
    {
        if ($session === null || $session === '') {
            return null;
        }
        $text = is_string($session) ? $session : (string) json_encode($session, JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION);
        return self::MARK . substr(hash_hmac('sha256', $text, $guardKey), 0, 32);
    }

    /**
     * As a list counted like the real call. PHP makes an object of a list that has lost its slot 0.
     *
     * @return list<mixed>
     */
    private static function arguments(mixed $args): array
    {
        if (!is_array($args)) {
            throw new Malformed();
        }
        if (array_is_list($args)) {
            return $args;
        }
        $numbered = [];
        foreach ($args as $key => $value) {
            // Keys such as "01" stay text in PHP.
            $number = is_int($key) ? $key : (preg_match('/\A[0-9]{1,18}\z/', $key) === 1 ? (int) $key : -1);
            if ($number < 0 || $number >= self::MOST_ARGUMENTS) {
                throw new Malformed();
            }
            $numbered[$number] = $value;
        }
        $counted = [];
        for ($number = 0; $number <= max(array_keys($numbered)); $number++) {
            $counted[] = $numbered[$number] ?? null;
        }
        return $counted;
    }

    /**
     * The result without the `{status, data}` around it, and whether the call succeeded.
     *
     * @return array{mixed, bool}
     */
    private static function unwrapped(mixed $result): array
    {
        return self::isWrapped($result) ? [$result['data'] ?? null, strtolower($result['status']) === 'success'] : [$result, true];
    }

    private static function isWrapped(mixed $result): bool
    {
        return is_array($result) && is_string($result['status'] ?? null) && array_diff(array_keys($result), self::WRAPPER) === [];
    }

    /**
     * The first value of each name. Not parse_str, which makes arrays of brackets and warns beyond 1,000 values.
     *
     * @return array<string, string>
     */
    private static function query(string $query): array
    {
        $given = [];
        foreach (array_slice(explode('&', $query), 0, 100) as $part) {
            [$name, $value] = explode('=', $part, 2) + [1 => ''];
            $given += [urldecode($name) => urldecode($value)];
        }
        return $given;
    }

    /** A merge field's number. OTYS may leave the field blank, unmerged (`{%…%}`) or encoded: then nobody is known. */
    private static function merged(?string $value): ?string
    {
        return $value !== null && preg_match('/\A[0-9]{1,18}\z/', $value) === 1 ? $value : null;
    }
}
