<?php

declare(strict_types=1);

// The only file that a web server needs to see: /healthz, /readyz, and the webhook on any path that ends in the secret.
require __DIR__ . '/../generated/web.php';
