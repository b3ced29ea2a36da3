namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>A control request that cannot be carried out; the message goes to whoever sent it.</summary>
internal sealed class ControlException(string message, int status = 400) : Exception(message)
{
    public int Status { get; } = status;
}
