using OnePasswordFunctions.IntegrationTests.Scenarios;
using OnePasswordFunctions.LocalEnvironment.Proof;

namespace OnePasswordFunctions.IntegrationTests.Faults;

/// <summary>Adds up what the cases of one class of the fault matrix delivered, and prints it when the class is done.</summary>
public sealed class FaultFigures : IDisposable
{
    private readonly Lock _gate = new();
    private string _title = "";
    private int _faults;
    private long _strikes;
    private long _served;
    private long _missing;
    private long _repeated;

    public void Dispose() =>
        Figures.Print($"fault matrix: {_title}: {_faults} faults struck {_strikes} times, served {_served}, missing {_missing}, repeated {_repeated}");

    internal void Add(string title, int faults, long strikes, DeliveryReport report)
    {
        lock (_gate)
        {
            _title = title;
            _faults += faults;
            _strikes += strikes;
            _served += report.Served;
            _missing += report.Missing;
            _repeated += report.Repeated;
        }
    }
}
