<?php

declare(strict_types=1);

namespace Owskit;

/** A POST of OTYS: read, unwrapped, and without the session. The event for the handlers, and what the guards need. */
final class Delivery
{
    public const PREFIX = 'Otys.Services.';
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
    public static function read(string $body, string $query, Marks $marks): self
    {
        $posted = Json::object($body);
        $request = $posted['request'] ?? null;
        $method = is_array($request) ? $request['method'] ?? null : null;
        if (!is_array($request) || !is_string($method) || preg_match('/\A[A-Za-z][A-Za-z0-9_.]{0,199}\z/', $method) !== 1) {
            throw new Malformed();
        }
        $serviceCall = str_starts_with($method, self::PREFIX) ? substr($method, strlen(self::PREFIX)) : $method;
        $args = self::arguments($request['args'] ?? null);
        [$args, $postedResult] = $marks->call($serviceCall, $args, $posted['result'] ?? null, $body);
        if (Entities::isSecretResult($serviceCall)) {
            $postedResult = self::secretResultMarked($postedResult, $marks);
        }
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
        return is_string($mark) && str_starts_with($mark, Marks::MARK) ? $mark : '';
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

    private static function secretResultMarked(mixed $posted, Marks $marks): mixed
    {
        return self::isWrapped($posted)
            ? ['data' => $marks->mark($posted['data'] ?? null)] + $posted
            : $marks->mark($posted);
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
