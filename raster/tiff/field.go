package tiff

// The fields of a directory that are read. Names are those of the TIFF 6.0
// specification, the GeoTIFF specification and GDAL.
const (
	tagNewSubfileType            = 254
	tagSubfileType               = 255
	tagImageWidth                = 256
	tagImageLength               = 257
	tagBitsPerSample             = 258
	tagCompression               = 259
	tagPhotometricInterpretation = 262
	tagFillOrder                 = 266
	tagImageDescription          = 270
	tagStripOffsets              = 273
	tagOrientation               = 274
	tagSamplesPerPixel           = 277
	tagRowsPerStrip              = 278
	tagStripByteCounts           = 279
	tagPlanarConfiguration       = 284
	tagT4Options                 = 292
	tagT6Options                 = 293
	tagPredictor                 = 317
	tagWhitePoint                = 318
	tagColorMap                  = 320
	tagTileWidth                 = 322
	tagTileLength                = 323
	tagTileOffsets               = 324
	tagTileByteCounts            = 325
	tagInkSet                    = 332
	tagExtraSamples              = 338
	tagSampleFormat              = 339
	tagJPEGTables                = 347
	tagJPEGProc                  = 512
	tagJPEGInterchange           = 513
	tagJPEGInterchangeLength     = 514
	tagJPEGRestartInterval       = 515
	tagJPEGQTables               = 519
	tagJPEGDCTables              = 520
	tagJPEGACTables              = 521
	tagYCbCrCoefficients         = 529
	tagYCbCrSubSampling          = 530
	tagReferenceBlackWhite       = 532
	tagModelPixelScale           = 33550
	tagModelTiepoint             = 33922
	tagModelTransformation       = 34264
	tagGeoKeyDirectory           = 34735
	tagGeoDoubleParams           = 34736
	tagGeoASCIIParams            = 34737
	tagRPC                       = 50844
	tagGDALMetadata              = 42112
	tagGDALNoData                = 42113
	tagLERCParameters            = 50674
)

// Values of Compression.
const (
	compressNone        = 1
	compressCCITTRLE    = 2
	compressCCITTFax3   = 3
	compressCCITTFax4   = 4
	compressLZW         = 5
	compressOldJPEG     = 6
	compressJPEG        = 7
	compressDeflate     = 8
	compressNeXT        = 32766
	compressCCITTRLEW   = 32771
	compressPackBits    = 32773
	compressThunderScan = 32809
	compressOldDeflate  = 32946
	compressSGILog      = 34676
	compressSGILog24    = 34677
	compressLERC        = 34887
	compressLZMA        = 34925
	compressZstd        = 50000
	compressWebP        = 50001
)

// Values of PhotometricInterpretation.
const (
	minIsWhite  = 0
	minIsBlack  = 1
	isRGB       = 2
	isPalette   = 3
	isMask      = 4
	isSeparated = 5
	isYCbCr     = 6
	isCIELab    = 8
	isLogL      = 32844
	isLogLuv    = 32845
)

// Values of SampleFormat.
const (
	formatUint  = 1
	formatInt   = 2
	formatFloat = 3
	formatVoid  = 4
)
