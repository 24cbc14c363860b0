"""PHP-FPM behind nginx over a project's `public/index.php`, as its README has it: the two servers' settings."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
{user}
events {{ worker_connections 256; }}
http {{
  access_log off; client_max_body_size 2m; {more}
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port}; root {project}/public;
    location / {{
      include /etc/nginx/fastcgi_params; fastcgi_pass unix:{folder}/fpm.sock;
      fastcgi_param SCRIPT_FILENAME $document_root/index.php;
      fastcgi_param PHP_VALUE "enable_post_data_reading=0";
    }}
  }}
}}
"""
FPM = """
[global]
daemonize = no
error_log = {folder}/fpm.log
[www]
{user}
listen = {folder}/fpm.sock
pm = static
pm.max_children = {children}
catch_workers_output = yes
decorate_workers_output = no
{more}
"""


def find(name: str) -> str | None:
    """Debian calls it php-fpm8.2 and keeps it where only root looks."""
    for folder in (*os.environ.get("PATH", "").split(os.pathsep), "/usr/sbin", "/usr/local/sbin"):
        for path in sorted(Path(folder).glob(f"{name}*")) if folder else []:
            if path.name == name or path.name.removeprefix(name).replace(".", "").isdigit():
                return str(path)
    return None


def commands(
    folder: Path, project: Path, port: int, children: int, *, nginx: str = "", fpm: str = ""
) -> list[list[str]]:
    """Writes the settings of both into the folder, with `nginx` and `fpm` as more of them; what starts PHP-FPM, and
    what starts nginx. Both programs have to be there."""
    # Short and open: a socket's path is short, and both servers may give up root's rights.
    folder.chmod(0o777)
    root, me = os.geteuid() == 0, getpass.getuser()
    nginx_conf, fpm_conf = folder / "nginx.conf", folder / "fpm.conf"
    values = {"folder": folder, "project": project, "port": port, "children": children}
    nginx_conf.write_text(NGINX.format(**values, more=nginx, user=f"user {me};" if root else ""))
    fpm_conf.write_text(FPM.format(**values, more=fpm, user=f"user = {me}" if root else ""))
    return [
        [str(find("php-fpm")), "-y", str(fpm_conf), *(["-R"] if root else [])],
        [str(find("nginx")), "-c", str(nginx_conf)],
    ]
