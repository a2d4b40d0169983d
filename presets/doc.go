// Package presets is a registry of published normalization constants, and of
// the weights that were trained with them.
//
//  1. [Find] returns a preset by its short name, such as "imagenet", or by the
//     published name of weights, as timm and TorchGeo spell it; [List] all.
//  2. [Read] reads a user's own as JSON.
//  3. [Preset.For] picks the constants for some bands in their order,
//     [Preset.Equal] tells whether constants are those of a preset, whatever
//     their unit.
//
// Every preset names its source. What a source does not say, such as the
// divisor or a licence, is "not stated" here too.
package presets
