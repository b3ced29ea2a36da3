namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>How the Event Hubs stand-in starts.</summary>
internal sealed class EventHubStandInOptions
{
    /// <summary>The port on 127.0.0.1; 0 takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>The hubs that exist; any other name is answered 404.</summary>
    public IList<string> Hubs { get; } = ["onepassword-events"];

    /// <summary>The number of partitions, 1 to 32; a send to any other partition is answered 400.</summary>
    public int Partitions { get; set; } = 4;

    /// <summary>The name of the shared access policy.</summary>
    public string KeyName { get; set; } = "RootManageSharedAccessKey";

    /// <summary>The key of the policy. Signatures are made with the UTF-8 bytes of this very text.</summary>
    public string Key { get; set; } = "bG9jYWwtZW52aXJvbm1lbnQtb25seS1ub3QtYS1zZWNyZXQ=";

    public HubTier Tier { get; set; } = HubTier.Standard;

    public MessageRetention Retention { get; set; }

    /// <summary>A file to which each batch is written, and synced to the disk, before it is acknowledged; read again at the next start. Null keeps batches in memory only.</summary>
    public string? JournalPath { get; set; }

    /// <summary>The time that every answer takes at least.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Is shown each accepted message, in order, before its batch is acknowledged.</summary>
    public MessageObserver? Observer { get; set; }

    /// <summary>How many of the newest requests are kept for reading.</summary>
    public int RequestLogLength { get; set; } = 10_000;
}
