using OnePasswordFunctions.Diagnostics;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Diagnostics;

public sealed class OtlpExportStartTests
{
    [Fact]
    public void TryStart_TheLibraryRefusesAValue_SaysSoAndGoesOn()
    {
        var log = new RecordingLogger<OtlpExport>();

        // The same header twice is a list of name=value, and more than the library takes.
        Assert.Null(OtlpExport.TryStart(new TelemetryOptions(new Uri("http://127.0.0.1:9"), "name=one,name=two"), log));

        Assert.Contains("127.0.0.1:9", Assert.Single(log.Entries).Message, StringComparison.Ordinal);
        Assert.Equal(907, log.Entries[0].Id);
    }

    [Fact]
    public void TryStart_GoodValues_Starts()
    {
        var log = new RecordingLogger<OtlpExport>();
        using OtlpExport? export = OtlpExport.TryStart(new TelemetryOptions(new Uri("http://127.0.0.1:9"), null), log);

        Assert.NotNull(export);
        Assert.Empty(log.Entries);
    }
}
