<?php

declare(strict_types=1);

namespace Owskit;

/**
 * The only client of OWS that a handler gets. The session goes first by itself; guards 1 and 9 to 12 stand before every
 * write, and the ledger knows of it before OWS does.
 */
final class Ows
{
    private bool $essential = false;
    private ?string $language = null;

    public function __construct(private readonly GuardedCalls $calls)
    {
    }

    /**
     * Sets fields of one record: fetches it, and writes only what differs. Null where nothing did.
     *
     *     $ows->update('CandidateService.updateEx', $event->uid, ['statusId' => 12345]);
     *
     * @param array<string, mixed> $changes
     * @throws OwsError where OWS refuses or does not answer; after a time-out nobody knows whether it was done
     */
    public function update(string $name, string|int $uid, array $changes): mixed
    {
        return $this->call($name, (string) $uid, $changes);
    }

    /**
     * The result of one service call.
     *
     *     $ows->call('CandidateService.getDetail', $event->uid, ['statusId' => 1]);
     *
     * @throws OwsError
     */
    public function call(string $name, mixed ...$args): mixed
    {
        return $this->calls->one(Calls::ofHandler($name), array_values($args), $this->essential, $this->language);
    }

    /**
     * Several calls in one request to OWS (MultiService). Each result stands where its call stood; a call that OWS refused
     * has its OwsError there. The first write to each record is compared as `update` is; null in the place of one that was
     * right already.
     *
     *     $ows->batch([['VacancyService.update', 'uid-1', ['published' => true]], ['VacancyService.delete', 'uid-2']]);
     *
     * @param array<array-key, list<mixed>> $calls name first, then its arguments
     * @return array<array-key, mixed>
     * @throws OwsError where the batch as a whole failed
     */
    public function batch(array $calls): array
    {
        if ($this->language !== null) {
            throw new OwsError('a batch has no language');
        }
        return $this->calls->batch(
            array_map(static fn (array $call): array => [Calls::ofHandler($call[0]), array_slice($call, 1)], $calls),
            $this->essential
        );
    }

    /**
     * Writes that go out until 95 % of the day's deliveries are used, where others wait from 85 %.
     *
     *     $ows->essential()->update(…);
     */
    public function essential(): self
    {
        $essential = clone $this;
        $essential->essential = true;
        return $essential;
    }

    /**
     * Single calls that OWS answers in a language (wrapRequest), such as "nl".
     *
     *     $ows->language('nl')->call('CandidateService.getDetail', …);
     */
    public function language(string $code): self
    {
        $inLanguage = clone $this;
        $inLanguage->language = $code;
        return $inLanguage;
    }

    /** @return array<string, mixed> nothing of it is for a dump */
    public function __debugInfo(): array
    {
        return [];
    }
}
