<?php

declare(strict_types=1);

namespace Owskit;

/** One `when` of a trigger: a path into a delivery, and values compared as OTYS means them. */
final class Condition
{
    /**
     * @param string                              $path   starts with `args` or `result`
     * @param string                              $test   `equals` and `in` compare with the values, `present` does not
     * @param list<string|int|float|bool|null>    $values
     */
    public function __construct(
        public readonly string $path,
        public readonly string $test,
        public readonly array $values = [],
    ) {
    }

    public function holds(Delivery $delivery): bool
    {
        $steps = explode('.', $this->path);
        $root = array_shift($steps);
        $found = self::walk($root === 'args' ? $delivery->event->args : $delivery->event->result, $steps);
        if ($found === [] && $root === 'result') {
            // A path may have been written against the wrapper `{status, data}` that OTYS can put around a result.
            $found = self::walk($delivery->postedResult, $steps);
        }
        if ($found === []) {
            return false;
        }
        if ($this->test === 'present') {
            return true;
        }
        foreach ($this->values as $value) {
            if (Values::same($found[0], $value)) {
                return true;
            }
        }
        return false;
    }

    /**
     * @param list<string> $steps
     * @return array{}|array{mixed} what is there, in a list of one, as it may be null; an empty list where nothing is
     */
    private static function walk(mixed $value, array $steps): array
    {
        foreach ($steps as $step) {
            if (!is_array($value) || !array_key_exists($step, $value)) {
                return [];
            }
            $value = $value[$step];
        }
        return [$value];
    }
}
