namespace OnePasswordFunctions.AzureRest;

/// <summary>A secret key and the name that goes with it.</summary>
internal sealed class SharedKey(string name, string value)
{
    /// <summary>The storage account's name, or the shared access policy's.</summary>
    public string Name { get; } = name;

    /// <summary>The key as the portal shows it, base64 text. Secret.</summary>
    public string Value { get; } = value;

    /// <summary>Never the key.</summary>
    public override string ToString() => Name;
}
