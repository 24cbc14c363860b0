<?php

declare(strict_types=1);

namespace Owskit;

/** What takes the place of sessions and other secrets before anything is stored or logged. */
final class Marks
{
    public const MARK = 'session:';
    /** Bytes of a secret that is looked for inside other texts: a shorter one would be found in ordinary words. */
    private const LEAST = 8;

    /** @var list<string> */
    private readonly array $secrets;

    /**
     * @param string            $key     from the webhook's secret, so that every process makes the same marks
     * @param list<string|null> $secrets ours, which no text may show
     */
    public function __construct(
        #[\SensitiveParameter] private readonly string $key,
        #[\SensitiveParameter] array $secrets = [],
    ) {
        $this->secrets = array_values(array_filter($secrets, self::isLong(...)));
    }

    /** Equal secrets give equal marks; nobody gets from a mark to the secret. */
    public function mark(#[\SensitiveParameter] mixed $secret): ?string
    {
        if ($secret === null || $secret === '') {
            return null;
        }
        $text = is_string($secret) ? $secret : (string) json_encode($secret, JSON_UNESCAPED_SLASHES | JSON_PRESERVE_ZERO_FRACTION);
        return self::MARK . substr(hash_hmac('sha256', $text, $this->key), 0, 32);
    }

    /**
     * With a mark in place of each session, password and text of a mail, and of our secrets inside texts.
     *
     * @param list<mixed> $args
     * @return list<mixed>
     */
    public function arguments(string $serviceCall, array $args): array
    {
        return $this->call($serviceCall, $args, null)[0];
    }

    /**
     * Arguments and result, marked.
     *
     * @param list<mixed> $args
     * @param string|null $body the JSON they stand in: it tells whether each text has to be looked at
     * @return array{list<mixed>, mixed}
     */
    public function call(string $serviceCall, array $args, mixed $result, ?string $body = null): array
    {
        $names = Entities::secretNames($serviceCall);
        $slots = array_intersect_key($args, array_flip(Entities::secretSlots($serviceCall, count($args))));
        $own = array_filter($slots, self::isLong(...));
        $args = array_replace($this->byName($args, $names), array_map($this->mark(...), $slots));
        $result = is_array($result) ? $this->byName($result, $names) : $result;
        $inside = array_unique([...$this->secrets, ...array_values($own)]);
        if ($body !== null) {
            $inside = self::found($inside, $own, $body);
        }
        if ($inside === []) {
            return [array_values($args), $result];
        }
        $marks = array_combine($inside, array_map($this->mark(...), $inside));
        return [array_values(self::inside($args, $marks)), self::inside($result, $marks)];
    }

    /** @return array<string, mixed> nothing of it is for a dump */
    public function __debugInfo(): array
    {
        return [];
    }

    /**
     * A mark in place of each value that has a secret's name.
     *
     * @param array<array-key, mixed> $values
     * @param list<string>            $names
     * @return array<array-key, mixed>
     */
    private function byName(array $values, array $names): array
    {
        foreach ($values as $name => $value) {
            if (is_string($name) && in_array($name, $names, true)) {
                $values[$name] = $this->mark($value);
            } elseif (is_array($value)) {
                $values[$name] = $this->byName($value, $names);
            }
        }
        return $values;
    }

    /**
     * A mark in place of each secret in the middle of a text.
     *
     * @param array<string, string> $marks
     */
    private static function inside(mixed $value, #[\SensitiveParameter] array $marks): mixed
    {
        if (is_string($value)) {
            return strtr($value, $marks);
        }
        if (!is_array($value)) {
            return $value;
        }
        $marked = [];
        foreach ($value as $name => $item) {
            $marked[is_string($name) ? strtr($name, $marks) : $name] = self::inside($item, $marks);
        }
        return $marked;
    }

    /**
     * Which stand in the JSON besides once in their own place, or may. As a rule none: then no text is looked at.
     *
     * @param array<array-key, string> $secrets
     * @param array<array-key, string> $own
     * @return array<array-key, string>
     */
    private static function found(#[\SensitiveParameter] array $secrets, #[\SensitiveParameter] array $own, string $body): array
    {
        if (preg_match('/\\\\u00[0-7]/', $body) === 1) { // a letter that is escaped
            return $secrets;
        }
        $body = str_replace('\\/', '/', $body);
        return array_filter($secrets, static fn (string $secret): bool => preg_match('/\A[ !#-\[\]-~]+\z/', $secret) !== 1
            || substr_count($body, $secret) > (in_array($secret, $own, true) ? 1 : 0));
    }

    private static function isLong(mixed $secret): bool
    {
        return is_string($secret) && strlen($secret) >= self::LEAST;
    }
}
