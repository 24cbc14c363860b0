<?php

declare(strict_types=1);

namespace Owskit\Web;

use Owskit\{Answer, Decision, Delivery, Intake, Log, Malformed, Outcome, Place, Project, Ulid};
use Owskit\Store\StoreFails;

/** The order in which a request is looked at, which is part of the contract: secret, method, size, form, inbox, guards. */
final class Endpoint
{
    public function __construct(private readonly Project $project)
    {
    }

    public function answer(Request $request): Response
    {
        if (in_array($request->path, ['/healthz', '/readyz'], true) && in_array($request->method, ['GET', 'HEAD'], true)) {
            return $request->path === '/healthz' ? new Response(200, '{"status":"alive"}') : $this->ready();
        }
        if (!$this->project->settings->secrets->match($request->path)) {
            return self::refused(404, 'unknown-address');
        }
        if ($request->method !== 'POST') {
            return self::refused(405, 'method', ['Allow' => 'POST']);
        }
        if ($request->announcesTooMuch() || ($body = $request->body()) === null) {
            return self::refused(413, 'too-large', ['Connection' => 'close']);
        }
        if ($request->isCutOff($body)) {
            return self::refused(400, 'disconnected');
        }
        try {
            $delivery = Delivery::read($body, $request->query, $this->project->settings->marks);
        } catch (Malformed) {
            return $this->malformed();
        }
        unset($body);
        try {
            $taken = (new Intake($this->project))->take($delivery);
        } catch (\RuntimeException $error) {
            Log::line(['level' => 'error', 'reason' => 'kept-nowhere', 'at' => Place::of($error)]);
            return new Response(503);
        }
        $budget = $taken->spent === null ? null : [$taken->spent, $this->project->dailyLimit];
        $answer = Answer::of($taken->root, $taken->outcomes, $budget);
        return new Response(200, $answer, accepted: $taken->isAccepted(), first: $taken->isFirstOfDay());
    }

    private function ready(): Response
    {
        try {
            $this->project->store->switches->ping();
            return new Response(200, '{"status":"ready"}');
        } catch (StoreFails) {
            return new Response(503, '{"status":"the store cannot be written"}');
        }
    }

    private function malformed(): Response
    {
        $root = Ulid::at($this->project->clock->now());
        Log::line(['decision' => 'ignored', 'trigger' => null, 'reason' => 'malformed', 'root' => $root]);
        return new Response(200, Answer::of($root, [new Outcome(null, new Decision('ignored', 'malformed'))]));
    }

    /** @param array<string, string> $headers */
    private static function refused(int $status, string $reason, array $headers = []): Response
    {
        Log::line(['status' => $status, 'reason' => $reason]);
        return new Response($status, headers: $headers);
    }
}
