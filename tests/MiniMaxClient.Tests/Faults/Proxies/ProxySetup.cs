namespace MiniMaxClient.Tests.Faults.Proxies;

/// <summary>A typical setup of a proxy: its program and its configuration.</summary>
/// <param name="Program">The program, in the Debian packages nginx-light and haproxy.</param>
/// <param name="ListeningLine">A part of the line that it logs when it listens.</param>
/// <param name="Arguments">Creates its arguments from the path of the configuration file.</param>
/// <param name="Configuration">Creates its configuration.</param>
internal sealed record ProxySetup(
    string Program, string ListeningLine, Func<string, string[]> Arguments, Func<ProxyAddress, string> Configuration)
{
    public const string Nginx = "nginx";
    public const string NginxUnbuffered = "nginx, unbuffered";
    public const string NginxGzip = "nginx, gzip";
    public const string NginxGzipUnbuffered = "nginx, gzip, unbuffered";

    /// <summary>Receives responses with HTTP/1.0, whose bodies end with the connection: a cut looks like a regular end.</summary>
    public const string NginxHttp10 = "nginx, HTTP/1.0";
    public const string NginxHttp10Unbuffered = "nginx, HTTP/1.0, unbuffered";
    public const string Haproxy = "haproxy";
    public const string HaproxyGzip = "haproxy, gzip";

    /// <summary>Forwards bytes without parsing them, and a reset as a regular end.</summary>
    public const string HaproxyTcp = "haproxy, TCP";

    private const string Http10 = "proxy_http_version 1.0; chunked_transfer_encoding off;";
    private const string Http11 = "proxy_http_version 1.1;";
    private const string Gzip = "gzip on; gzip_min_length 0; gzip_proxied any; gzip_types application/json text/event-stream;";
    private const string Unbuffered = "proxy_buffering off;";

    public static readonly IReadOnlyDictionary<string, ProxySetup> All = new Dictionary<string, ProxySetup>
    {
        [Nginx] = CreateNginx(Http11),
        [NginxUnbuffered] = CreateNginx(Http11 + Unbuffered),
        [NginxGzip] = CreateNginx(Http11 + Gzip),
        [NginxGzipUnbuffered] = CreateNginx(Http11 + Gzip + Unbuffered),
        [NginxHttp10] = CreateNginx(Http10),
        [NginxHttp10Unbuffered] = CreateNginx(Http10 + Unbuffered),
        [Haproxy] = CreateHaproxy("http-request deny deny_status 413 if { req.hdr_val(content-length) gt 1048576 }"),
        [HaproxyGzip] = CreateHaproxy(
            """
            compression algo gzip
                compression type application/json text/event-stream
            """),
        [HaproxyTcp] = CreateHaproxy("mode tcp"),
    };

    private static ProxySetup CreateNginx(string settings) => new(
        "nginx",
        "event method",
        static file => ["-c", file, "-p", Path.GetDirectoryName(file)!, "-e", "stderr"],
        address =>
            $$"""
            daemon off;
            master_process off;
            error_log stderr notice;
            pid {{address.Folder}}/pid;
            events { worker_connections 256; }
            http {
                access_log off;
                client_body_temp_path {{address.Folder}}/body;
                proxy_temp_path {{address.Folder}}/proxy;
                fastcgi_temp_path {{address.Folder}}/fastcgi;
                uwsgi_temp_path {{address.Folder}}/uwsgi;
                scgi_temp_path {{address.Folder}}/scgi;
                client_max_body_size 1m;
                server {
                    listen 127.0.0.1:{{address.Port}};
                    location / {
                        proxy_pass http://127.0.0.1:{{address.UpstreamPort}};
                        proxy_set_header Connection "";
                        proxy_read_timeout {{address.TimeoutSeconds}}s;
                        {{settings}}
                    }
                }
            }
            """);

    private static ProxySetup CreateHaproxy(string settings) => new(
        "haproxy",
        "Loading success",
        // Only the master process logs that it listens.
        static file => ["-W", "-db", "-f", file],
        address =>
            $"""
            global
                maxconn 256
            defaults
                mode http
                retries 0
                timeout connect 5s
                timeout client 60s
                timeout server {address.TimeoutSeconds}s
            listen proxy
                bind 127.0.0.1:{address.Port}
                {settings}
                server upstream 127.0.0.1:{address.UpstreamPort}

            """);
}
