namespace OnePasswordFunctions.LocalEnvironment.EventHubs;

/// <summary>How the Event Hubs stand-in starts.</summary>
internal sealed class EventHubStandInOptions
{
    /// <summary>The hubs that exist; a link to any other is refused as not found.</summary>
    public IList<string> Hubs { get; } = ["onepassword-events"];

    /// <summary>The number of partitions of each hub, 1 to 32.</summary>
    public int Partitions { get; set; } = 4;

    /// <summary>The name of the shared access policy.</summary>
    public string KeyName { get; set; } = "RootManageSharedAccessKey";

    /// <summary>The key of the policy. Signatures are made with the UTF-8 bytes of this very text.</summary>
    public string Key { get; set; } = "bG9jYWwtZW52aXJvbm1lbnQtb25seS1ub3QtYS1zZWNyZXQ=";

    /// <summary>The largest message or batch, in bytes; links say so when they are attached.</summary>
    public int MaxMessageSize { get; set; } = 1_048_576;

    /// <summary>How many of the newest messages of each partition are kept at least; null keeps all, 0 none.</summary>
    public int? MessagesKept { get; set; }

    /// <summary>A file to which each batch is written, and synced to the disk, before it is acknowledged; read again at the next start. Null keeps batches in memory only.</summary>
    public string? JournalPath { get; set; }

    /// <summary>Is shown each accepted message, in order, before its batch is acknowledged.</summary>
    public Action<HubMessage>? Observer { get; set; }

    /// <summary>Is shown every byte that comes in, with the number of its connection.</summary>
    public Action<int, ReadOnlyMemory<byte>>? Received { get; set; }

    /// <summary>Whether refusals quote the token that the client put last, as careless services do.</summary>
    public bool QuotesTokens { get; set; }
}
