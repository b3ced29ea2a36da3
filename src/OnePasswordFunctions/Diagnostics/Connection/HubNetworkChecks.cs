using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Azure.Messaging.EventHubs;
using OnePasswordFunctions.EventHubs;

namespace OnePasswordFunctions.Diagnostics.Connection;

/// <summary>The way to the Event Hubs namespace on the port of the transport in use: connection, encryption.</summary>
internal sealed class HubNetworkChecks(EventHubOptions options, EventHubAddress address, CheckRunner runner)
{
    /// <summary>Two checks; the second is skipped when the first failed.</summary>
    public async Task<IReadOnlyList<ConnectionCheck>> RunAsync(CancellationToken cancellationToken)
    {
        if (address.Proxy is { } proxy)
        {
            string why = $"The proxy {proxy} makes these connections.";
            return [ConnectionCheck.Skipped(CheckNames.HubTcp, why), ConnectionCheck.Skipped(CheckNames.HubTls, why)];
        }

        using var client = new TcpClient();
        ConnectionCheck tcp = await runner.RunAsync(CheckNames.HubTcp, token => ConnectAsync(client, token), cancellationToken);
        ConnectionCheck tls = tcp.Finding.Outcome == CheckOutcome.Failed
            ? ConnectionCheck.Skipped(CheckNames.HubTls, $"Not tried, because {CheckNames.HubTcp} failed.")
            : await runner.RunAsync(CheckNames.HubTls, token => AuthenticateAsync(client, token), cancellationToken);
        return [tcp, tls];
    }

    private async Task<CheckFinding> ConnectAsync(TcpClient client, CancellationToken cancellationToken)
    {
        try
        {
            await client.ConnectAsync(address.Host, address.Port, cancellationToken);
            return CheckFinding.Ok($"Connected to {address.Host} port {address.Port}.");
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain)
        {
            return CheckFinding.Failed($"The name {address.Host} could not be resolved ({e.SocketErrorCode}).",
                "Check the namespace in EventHubConnection, and the DNS servers of the virtual network if the app is in one.");
        }
        catch (SocketException e)
        {
            return CheckFinding.Failed($"No connection to {address.Host} port {address.Port} ({e.SocketErrorCode}).",
                options.Transport == EventHubsTransportType.AmqpWebSockets
                    ? "Allow outgoing connections to this address in firewalls and network rules; if the app must use a proxy, set OnePassword__UseSystemProxy."
                    : "Allow outgoing connections to this address in firewalls and network rules, or set EventHubTransport to AmqpWebSockets, which uses port 443.");
        }
    }

    [SuppressMessage("Security", "CA5359", Justification = "The check says what is wrong with the certificate; nothing is sent over this connection.")]
    private async Task<CheckFinding> AuthenticateAsync(TcpClient client, CancellationToken cancellationToken)
    {
        if (!address.IsEncrypted)
        {
            return CheckFinding.Skipped("An emulator; there is no TLS.");
        }

        SslPolicyErrors problems = SslPolicyErrors.None;
        await using var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = address.Host,
                RemoteCertificateValidationCallback = (_, _, _, errors) =>
                {
                    problems = errors;
                    return true;
                },
            }, cancellationToken);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return CheckFinding.Failed($"The TLS handshake failed: {e.GetType().Name}.", "Look for a firewall or proxy that breaks TLS between this app and Event Hubs.");
        }

        string seen = $"{stream.SslProtocol}; certificate of {stream.RemoteCertificate?.Subject}, valid until {stream.RemoteCertificate?.GetExpirationDateString()}";
        return problems == SslPolicyErrors.None
            ? CheckFinding.Ok(seen + ".")
            : CheckFinding.Failed($"{seen}; not trusted: {problems}.", "Check EventHubConnection's host name. A proxy that breaks TLS must be one that this machine trusts.");
    }
}
