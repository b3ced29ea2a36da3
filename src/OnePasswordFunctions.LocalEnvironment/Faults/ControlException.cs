namespace OnePasswordFunctions.LocalEnvironment.Faults;

/// <summary>A control request that cannot be carried out; the message goes to whoever sent it.</summary>
internal sealed class ControlException(string message) : Exception(message);
