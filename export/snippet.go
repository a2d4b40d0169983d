package export

import (
	"fmt"
	"io"
)

// snippet is the form of code that applies the constants of train in the words
// of one tool.
func snippet(code func(s *Set, c *constants) (string, error)) func(*Set, io.Writer) error {
	return func(s *Set, w io.Writer) error {
		c, err := s.constants()
		if err != nil {
			return err
		}
		text, err := code(s, c)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(w, "# %s\n%s", c.about, text)
		return err
	}
}

// photosOnly refuses what a tool's photo pipeline, which reads files with Pillow
// and divides by 255, cannot give to these constants.
func (c *constants) photosOnly(tool string) error {
	if c.photo && (len(c.mean) == 1 || len(c.mean) == 3) {
		return nil
	}
	return fmt.Errorf("%s reads photos, 8-bit samples of one or three bands divided by 255, and these are others: take snippet:torchvision, albumentations, torchgeo or monai", tool)
}

// torchvision: Normalize takes tensors. ToTensor divides 8-bit samples by 255 and
// no others, so all else is normalized as it is stored.
func torchvision(_ *Set, c *constants) (string, error) {
	if c.photo {
		return fmt.Sprintf(`from torchvision import transforms

transform = transforms.Compose([
    transforms.ToTensor(),  # 8-bit samples divided by 255
    transforms.Normalize(mean=%s, std=%s),
])
`, list(c.mean), list(c.std)), nil
	}
	return fmt.Sprintf(`import torch
from torchvision import transforms

# Of stored values: give it a tensor of bands, rows, columns. ToTensor and ToDtype(scale=True) would divide some types.
transform = transforms.Compose([
    transforms.Lambda(lambda image: torch.as_tensor(image, dtype=torch.float32)),
    transforms.Normalize(mean=%s, std=%s),
])
`, list(c.rawMean), list(c.rawSD)), nil
}

// timm: create_transform ends with ToTensor and Normalize.
func timm(_ *Set, c *constants) (string, error) {
	if err := c.photosOnly("timm"); err != nil {
		return "", err
	}
	mode := ""
	if len(c.mean) == 1 {
		mode = "# create_dataset(..., input_img_mode='L'), create_model(..., in_chans=1)\n"
	}
	return fmt.Sprintf(`from timm.data import create_transform

%smean, std = %s, %s
train = create_transform(input_size=224, is_training=True, mean=mean, std=std)
val = create_transform(input_size=224, is_training=False, mean=mean, std=std)
`, mode, tuple(c.mean), tuple(c.std)), nil
}

// albumentations: (image − mean·max) / (std·max), image being height, width,
// bands as stored.
func albumentations(_ *Set, c *constants) (string, error) {
	return fmt.Sprintf(`import albumentations as A

# For stored values, as an array of rows, columns, bands.
normalize = A.Normalize(mean=%s, std=%s, max_pixel_value=%s)
`, tuple(c.mean), tuple(c.std), number(c.scale)), nil
}

// keras: Normalization takes the variance, and works on the last axis.
func keras(_ *Set, c *constants) (string, error) {
	variance := make([]float64, len(c.std))
	for i, sd := range c.std {
		variance[i] = sd * sd
	}
	rescaling := ""
	if c.scale != 1 {
		rescaling = fmt.Sprintf("    keras.layers.Rescaling(1.0 / %s),\n", number(c.scale))
	}
	return fmt.Sprintf(`import keras

# For stored values, as rows, columns, bands. Keras takes the variance, the square of the standard deviation.
normalize = keras.Sequential([
%s    keras.layers.Normalization(axis=-1, mean=%s, variance=%s),
])
`, rescaling, list(c.mean), list(variance)), nil
}

// fastai: Normalize runs on batches after IntToFloatTensor, which divides by 255.
func fastai(s *Set, c *constants) (string, error) {
	if err := c.photosOnly("fastai"); err != nil {
		return "", err
	}
	delim := ""
	for r := range s.rows() {
		if len(r.Labels) > 0 {
			delim = ", label_delim=';'"
			break
		}
	}
	clear(s.reason) // nothing is exported of the rows
	return fmt.Sprintf(`from fastai.vision.all import ImageDataLoaders, Normalize, Resize

# bandprep export MANIFEST --to fastai -o items.csv
loaders = ImageDataLoaders.from_csv(
    '.', 'items.csv', fn_col='path', label_col='label', valid_col='is_valid'%s,
    item_tfms=Resize(224), batch_tfms=[Normalize.from_stats(%s, %s)],
)
# With pretrained weights: vision_learner(loaders, ..., normalize=False), which else normalizes a second time.
`, delim, list(c.mean), list(c.std)), nil
}

// torchgeo: data modules normalize batches of stored values by mean and std of
// their class.
func torchgeo(_ *Set, c *constants) (string, error) {
	return fmt.Sprintf(`import kornia.augmentation as K
import torch

# Of stored values, bands first: mean and std of a torchgeo data module, and what it makes of them.
mean = torch.tensor(%s)
std = torch.tensor(%s)
normalize = K.Normalize(mean=mean, std=std, keepdim=True)
`, list(c.rawMean), list(c.rawSD)), nil
}

// monai: channel first, (image − subtrahend) / divisor.
func monai(_ *Set, c *constants) (string, error) {
	return fmt.Sprintf(`from monai.transforms import NormalizeIntensity

# Of stored values, bands first.
normalize = NormalizeIntensity(
    subtrahend=%s,
    divisor=%s,
    channel_wise=True,
)
`, list(c.rawMean), list(c.rawSD)), nil
}
