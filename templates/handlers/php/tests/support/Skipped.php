<?php

declare(strict_types=1);

namespace Owskit\Tests;

/** A test cannot run here; the message says what is missing. */
final class Skipped extends \Exception
{
}
