# Writes the small inputs of the tests of sidecars, and values.json: what GDAL reads of them.
from osgeo import gdal, osr
import numpy as np, os, json
gdal.UseExceptions()
rng=np.random.RandomState(1)
W,H=7,5
def base(name,n=2,dt=gdal.GDT_Byte,inner=False):
    d=gdal.GetDriverByName('GTiff').Create(name,W,H,n,dt,['COMPRESS=DEFLATE'])
    for b in range(n): d.GetRasterBand(b+1).WriteArray(rng.randint(0,9,(H,W)))
    if inner:
        b=d.GetRasterBand(1); b.SetNoDataValue(7); b.SetScale(2); b.SetOffset(1); b.SetDescription('inner')
        d.SetGeoTransform((10,1,0,20,0,-1)); s=osr.SpatialReference(); s.ImportFromEPSG(32630); d.SetProjection(s.ExportToWkt())
    d=None
srs=osr.SpatialReference(); srs.ImportFromEPSG(4326); w=srs.ExportToWkt().replace('&','&amp;').replace('<','&lt;')
base('pam.tif',inner=True)
open('pam.tif.aux.xml','w').write('<PAMDataset><SRS dataAxisToSRSAxisMapping="2,1">%s</SRS><GeoTransform>  1.0e+02, 5.0, 0.0, 2.0e+02, 0.0, -5.0</GeoTransform><PAMRasterBand band="1"><Description>outer</Description><NoDataValue>3</NoDataValue><Scale>9</Scale><Offset>8</Offset><ColorInterp>Blue</ColorInterp></PAMRasterBand></PAMDataset>'%w)
base('plain.tif',3)
open('plain.tif.aux.xml','w').write('<PAMDataset><Metadata domain="IMAGE_STRUCTURE"><MDI key="NODATA_VALUES">9 9 9</MDI></Metadata><Metadata><MDI key="NODATA_VALUES">5 5 5</MDI></Metadata><PAMRasterBand band="2"><Description>B08 &amp; more</Description><Scale>0.0001</Scale><Offset>-0.1</Offset></PAMRasterBand></PAMDataset>')
base('lowest.tif',1,gdal.GDT_Float32)
d=gdal.Open('lowest.tif',1); a=d.GetRasterBand(1).ReadAsArray(); a[1,2:5]=-3.4028235e38; d.GetRasterBand(1).WriteArray(a); d=None
open('lowest.tif.aux.xml','w').write('<PAMDataset><PAMRasterBand band="1"><NoDataValue le_hex_equiv="000000E0FFFFEFC7">-3.40282e+38</NoDataValue></PAMRasterBand></PAMDataset>')
for name,flags in (('each',0),('all',2)):
    base(name+'.tif')
    gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK','NO')
    d=gdal.Open(name+'.tif',1)
    if flags==2: d.CreateMaskBand(2)
    else:
        d.GetRasterBand(1).CreateMaskBand(0); d.GetRasterBand(2).CreateMaskBand(0)
    for b in (1,2):
        if b==1 or flags==0: d.GetRasterBand(b).GetMaskBand().WriteArray((rng.randint(0,3,(H,W))>0).astype('u1')*255)
    d=None
base('world.tif'); open('world.tfw','w').write('3.0\n0.5\n-0.25\n-3.0\n1000.0\n2000.0\n')
u=osr.SpatialReference(); u.ImportFromEPSG(32733); u.MorphToESRI(); open('world.prj','w').write(u.ExportToWkt())
# internal mask with overviews
base('inner.tif'); gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK','YES')
d=gdal.Open('inner.tif',1); d.CreateMaskBand(2); d.GetRasterBand(1).GetMaskBand().WriteArray((rng.randint(0,3,(H,W))>0).astype('u1')*255); d.BuildOverviews('NEAREST',[2,4]); d=None
# a mask file that has overviews of its own
base('over.tif'); gdal.SetConfigOption('GDAL_TIFF_INTERNAL_MASK','NO')
d=gdal.Open('over.tif',1); d.CreateMaskBand(2); d.GetRasterBand(1).GetMaskBand().WriteArray((rng.randint(0,3,(H,W))>0).astype('u1')*255); d=None
d=gdal.Open('over.tif.msk',1); d.BuildOverviews('NEAREST',[2]); d=None
out=[]
for f in sorted(x for x in os.listdir('.') if x.endswith('.tif')):
    d=gdal.Open(f); s=d.GetSpatialRef()
    out.append(dict(file=f,transform=d.GetGeoTransform(),epsg=int(s.GetAuthorityCode(None) or 0) if s else 0,bands=[dict(
        nodata=(lambda v: None if v is None else repr(v))(b.GetNoDataValue()),scale=b.GetScale(),offset=b.GetOffset(),name=b.GetDescription(),
        interp=gdal.GetColorInterpretationName(b.GetColorInterpretation()),mask=''.join('1' if v else '0' for v in b.GetMaskBand().ReadAsArray().ravel()))
        for b in [d.GetRasterBand(i+1) for i in range(d.RasterCount)]]))
json.dump(out,open('values.json','w'),indent=1)
