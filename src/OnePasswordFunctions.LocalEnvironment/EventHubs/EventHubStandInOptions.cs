using System.Security.Cryptography.X509Certificates;

namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>How the Event Hubs stand-in starts.</summary>
internal sealed class EventHubStandInOptions
{
    /// <summary>The largest message that the Basic tier takes.</summary>
    public const int BasicMessageSize = 262_144;

    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>The hubs that exist; a link to any other is refused as not found.</summary>
    public IList<string> Hubs { get; } = ["onepassword-events"];

    /// <summary>The number of partitions of each hub, 1 to 32.</summary>
    public int Partitions { get; set; } = 4;

    /// <summary>The name of the shared access policy.</summary>
    public string KeyName { get; set; } = "RootManageSharedAccessKey";

    /// <summary>The key of the policy. Signatures are made with the UTF-8 bytes of this very text.</summary>
    public string Key { get; set; } = "bG9jYWwtZW52aXJvbm1lbnQtb25seS1ub3QtYS1zZWNyZXQ=";

    /// <summary>Whether tokens of Microsoft Entra are taken by their shape, audience and expiry; nobody here has the keys to verify them.</summary>
    public bool AcceptsEntraTokens { get; set; }

    /// <summary>With it the port speaks TLS; null leaves it in the clear.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The largest message or batch, in bytes; links say so when they are attached.</summary>
    public int MaxMessageSize { get; set; } = 1_048_576;

    public MessageRetention Retention { get; set; }

    /// <summary>How many messages of each partition <see cref="MessageRetention.Newest"/> keeps at least.</summary>
    public int NewestPerPartition { get; set; } = 1_000;

    /// <summary>A file to which each batch is written, and synced to the disk, before it is acknowledged; read again at the next start. Null keeps batches in memory only.</summary>
    public string? JournalPath { get; set; }

    /// <summary>The time that every outcome takes at least.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Is shown each accepted message, in order, before its batch is acknowledged.</summary>
    public MessageObserver? Observer { get; set; }

    /// <summary>Whether every byte that comes in is kept, to search it.</summary>
    public bool KeepsReceivedBytes { get; set; }

    /// <summary>Whether refusals quote the token that the client put last, as careless services do.</summary>
    public bool QuotesTokens { get; set; }
}
