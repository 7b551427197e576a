namespace MiniMaxClient;

/// <summary>Specifies a kind of content that a model processes.</summary>
public enum ModelInput
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>Images (<see cref="ImagePart"/>).</summary>
    Image,

    /// <summary>Videos (<see cref="VideoPart"/>).</summary>
    Video,

    /// <summary>Files (<see cref="FilePart"/>).</summary>
    File,
}
