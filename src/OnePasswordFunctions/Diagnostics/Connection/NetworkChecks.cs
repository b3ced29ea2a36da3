using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using OnePasswordFunctions.EventsApi;

namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>The way to the Events API, layer by layer: name, connection, encryption.</summary>
internal sealed class NetworkChecks(EventsApiOptions options, CheckRunner runner)
{
    /// <summary>Three checks; the later ones are skipped when an earlier one failed.</summary>
    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(CancellationToken cancellationToken)
    {
        if (ProxyRoute.Find(options) is { } proxy)
        {
            string why = $"OnePassword__UseSystemProxy is true: the proxy {proxy} makes these connections.";
            return [ConnectionCheck.Skipped(CheckNames.ApiDns, why), ConnectionCheck.Skipped(CheckNames.ApiTcp, why), ConnectionCheck.Skipped(CheckNames.ApiTls, why)];
        }

        ConnectionCheck dns = await runner.RunAsync(CheckNames.ApiDns, ResolveAsync, cancellationToken);
        if (dns.Finding.Outcome == CheckOutcome.Failed)
        {
            return [dns, Behind(CheckNames.ApiTcp, dns), Behind(CheckNames.ApiTls, dns)];
        }

        using var client = new TcpClient();
        ConnectionCheck tcp = await runner.RunAsync(CheckNames.ApiTcp, token => ConnectAsync(client, token), cancellationToken);
        ConnectionCheck tls = tcp.Finding.Outcome == CheckOutcome.Failed
            ? Behind(CheckNames.ApiTls, tcp)
            : await runner.RunAsync(CheckNames.ApiTls, token => AuthenticateAsync(client, token), cancellationToken);
        return [dns, tcp, tls];
    }

    private static ConnectionCheck Behind(string name, ConnectionCheck failed) => ConnectionCheck.Skipped(name, $"Not tried, because {failed.Name} failed.");

    private async Task<CheckFinding> ResolveAsync(CancellationToken cancellationToken)
    {
        string host = options.ServerUrl.Host;
        if (options.ServerUrl.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
        {
            return CheckFinding.Skipped($"{host} is an address, not a name.");
        }

        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
            return CheckFinding.Ok($"{host} is {string.Join(", ", addresses.Take(4).Select(address => address.ToString()))}.");
        }
        catch (SocketException e)
        {
            return CheckFinding.Failed($"The name {host} could not be resolved ({e.SocketErrorCode}).",
                "Check the spelling of OnePassword__ServerUrl, and the DNS servers of the virtual network if the app is in one.");
        }
    }

    private async Task<CheckFinding> ConnectAsync(TcpClient client, CancellationToken cancellationToken)
    {
        Uri url = options.ServerUrl;
        try
        {
            await client.ConnectAsync(url.IdnHost, url.Port, cancellationToken);
            return CheckFinding.Ok(client.Client.RemoteEndPoint is IPEndPoint { Address.IsIPv4MappedToIPv6: true } mapped
                ? $"Connected to {mapped.Address.MapToIPv4()}:{mapped.Port}."
                : $"Connected to {client.Client.RemoteEndPoint}.");
        }
        catch (SocketException e)
        {
            return CheckFinding.Failed($"No connection to {url.Host} port {url.Port} ({e.SocketErrorCode}).",
                "Allow outgoing connections to this address in firewalls and network rules; if the app must use a proxy, set OnePassword__UseSystemProxy.");
        }
    }

    [SuppressMessage("Security", "CA5359", Justification = "The check says what is wrong with the certificate; nothing is sent over this connection.")]
    private async Task<CheckFinding> AuthenticateAsync(TcpClient client, CancellationToken cancellationToken)
    {
        if (options.ServerUrl.Scheme != Uri.UriSchemeHttps)
        {
            return CheckFinding.Skipped("The server URL is http on this machine; there is no TLS.");
        }

        SslPolicyErrors problems = SslPolicyErrors.None;
        await using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = options.ServerUrl.IdnHost,
                RemoteCertificateValidationCallback = (_, _, _, errors) =>
                {
                    problems = errors;
                    return true;
                },
            }, cancellationToken);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return CheckFinding.Failed($"The TLS handshake failed: {e.GetType().Name}.", "Look for a firewall or proxy that breaks TLS between this app and 1Password.");
        }

        string seen = $"{stream.SslProtocol}; certificate of {stream.RemoteCertificate?.Subject}, valid until {stream.RemoteCertificate?.GetExpirationDateString()}";
        return problems == SslPolicyErrors.None ? CheckFinding.Ok(seen + ".")
            : options.TrustAnyCertificate ? CheckFinding.Ok($"{seen}; not trusted ({problems}), and accepted because OnePassword__TrustAnyCertificate is true.")
            : CheckFinding.Failed($"{seen}; not trusted: {problems}.",
                "Check the server URL and this machine's clock. A proxy that breaks TLS must be one that this machine trusts.");
    }
}
