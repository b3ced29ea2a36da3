using Azure.Data.Tables;
using OnePasswordFunctions.Cursors;
using OnePasswordFunctions.Tests.Fakes;

namespace OnePasswordFunctions.Tests.Cursors;

public sealed class DeadLetterRowTests
{
    [Theory]
    [InlineData("2026-03-02T08:00:00.123456Z")]
    [InlineData(null)]
    public void Write_AnyDeadLetter_ReadsBackTheSame(string? time)
    {
        var letter = new DeadLetter("E/1", time, 7, "too large", SteppedTime.Epoch.AddTicks(1234567), "run");

        TableEntity row = DeadLetterRow.Write(letter, "default_auditevents");

        Assert.Equal(letter, DeadLetterRow.Read(new TableRow(row)));
        Assert.Equal(("default_auditevents", TableKey.Encode("E/1")), (row.PartitionKey, row.RowKey));
    }

    [Fact]
    public void Read_OnlyAnId_FillsInTheRest() =>
        Assert.Equal(new DeadLetter("E1", null, 0, "", default, ""), DeadLetterRow.Read(new TableRow(new TableEntity("p", "k") { ["EventId"] = "E1" })));

    [Fact]
    public void Read_NoId_IsAnotherProgramsRow() => Assert.Equal(
        "a dead letter without an id", Assert.Throws<FormatException>(() => DeadLetterRow.Read(new TableRow(new TableEntity("p", "k") { ["Bytes"] = 7 }))).Message);
}
