{{- define "symphony.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{/* What selects the pods of a process: (list $ "api"). */}}
{{- define "symphony.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ $root.Chart.Name }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* Labels of an object that belongs to a process, or to "all". */}}
{{- define "symphony.labels" -}}
{{- $root := index . 0 -}}
{{ include "symphony.selector" . }}
app.kubernetes.io/version: {{ $root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version }}
{{- end }}

{{- define "symphony.image" -}}
{{- $root := index . 0 -}}
{{- with $root.Values.image.registry }}{{ trimSuffix "/" . }}/{{ end -}}
symphony-{{ index . 1 }}:{{ default $root.Chart.AppVersion $root.Values.image.tag }}
{{- end }}

{{- define "symphony.serviceAccount" -}}
{{- default (include "symphony.fullname" .) .Values.serviceAccount.name -}}
{{- end }}

{{- define "symphony.claim" -}}
{{- default (printf "%s-exports" (include "symphony.fullname" .)) .Values.store.folder.existingClaim -}}
{{- end }}
