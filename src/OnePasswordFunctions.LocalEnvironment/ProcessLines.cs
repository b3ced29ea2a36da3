using System.Text;

namespace OnePasswordFunctions.LocalEnvironment;

/// <summary>What a process has written so far, stdout and stderr in the order in which they came.</summary>
internal sealed class ProcessLines
{
    private readonly StringBuilder _text = new();

    public void Add(string line, bool isStandardError)
    {
        lock (_text)
        {
            _text.AppendLine(line);
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_text)
        {
            return _text.ToString().Trim();
        }
    }
}
