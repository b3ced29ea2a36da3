using Azure.Data.Tables;
using OnePasswordFunctions.Cursors;

namespace OnePasswordFunctions.Tests.Fakes;

/// <summary>The product's tables, whose requests go to a test instead of a socket.</summary>
internal static class TestTables
{
    public static CursorStoreOptions Options { get; } = new() { Access = null, TableName = "OnePasswordCursors", Partition = "default" };

    public static CursorTables Over(HttpMessageHandler handler, CursorStoreOptions? options = null, TimeProvider? time = null)
    {
        var access = new TableServiceAccess(new Uri("https://contoso.table.core.windows.net")) { Account = ("contoso", "a2V5dGhhdG11c3RuZXZlcmJlc2hvd24=") };
        TableServiceClient service = access.CreateClient(TablePipeline.CreateOptions(handler));
        return new CursorTables(options ?? Options, service, time ?? TimeProvider.System);
    }
}
